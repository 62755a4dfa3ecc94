/** When the work for a task began, and when it would have ended had it been done in one go. */
export interface TaskTimes {
  startTime: number;
  endTime: number;
}

/**
 * Knows how long the tools worked for each task of a batch. What a task waits for, such as the environment or
 * its turn, is no time of its own.
 */
export class TaskClock {
  readonly #tasks = new Map<string, { start: number; milliseconds: number }>();

  /** Adds the time of a process that worked for one task. */
  add(id: string, start: number, milliseconds: number): void {
    const known = this.#tasks.get(id);
    this.#tasks.set(id, {
      start: Math.min(start, known?.start ?? start),
      milliseconds: milliseconds + (known?.milliseconds ?? 0),
    });
  }

  /** Runs what works for several tasks at once: each has an equal share of its time. */
  async shared<T>(tasks: readonly { id: string }[], work: () => Promise<T>): Promise<T> {
    const start = Date.now();
    const result = await work();
    const share = (Date.now() - start) / tasks.length;
    for (const { id } of tasks) this.add(id, start, share);
    return result;
  }

  /** The times of a task; none of its own where no tool has worked for it. */
  timesOf(id: string, now: number = Date.now()): TaskTimes {
    const { start = now, milliseconds = 0 } = this.#tasks.get(id) ?? {};
    return { startTime: start, endTime: Math.round(start + milliseconds) };
  }
}

/** Does what works for several tasks at once, in the time of all of them. */
export function inTime<T>(
  { clock }: { clock?: TaskClock },
  tasks: readonly { id: string }[],
  work: () => Promise<T>,
): Promise<T> {
  return clock ? clock.shared(tasks, work) : work();
}

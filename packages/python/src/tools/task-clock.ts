/** When the work for a task began, and when it would have ended had it been done in one go. */
export interface TaskTimes {
  startTime: number;
  endTime: number;
}

/** A process, and the tasks that it worked for. */
export interface WorkSpan {
  ids: readonly string[];
  startTime: number;
  endTime: number;
}

/**
 * Knows how long the tools worked for each task of a batch. What a task waits for, such as the environment or
 * its turn, is no time of its own.
 */
export class TaskClock {
  readonly #tasks = new Map<string, { start: number; milliseconds: number }>();
  readonly #spans: WorkSpan[] = [];

  /** Every process that has worked, as it began and ended. */
  get spans(): readonly WorkSpan[] {
    return this.#spans;
  }

  /** Adds the time of a process that worked for one task. */
  add(id: string, start: number, milliseconds: number): void {
    this.#spans.push({ ids: [id], startTime: start, endTime: start + milliseconds });
    this.#count(id, start, milliseconds);
  }

  #count(id: string, start: number, milliseconds: number): void {
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
    const endTime = Date.now();
    const share = (endTime - start) / tasks.length;
    this.#spans.push({ ids: tasks.map(({ id }) => id), startTime: start, endTime });
    for (const { id } of tasks) this.#count(id, start, share);
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

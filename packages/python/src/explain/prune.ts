import type { RunTask } from './run-file.js';

/** How many runs are kept before some are let go, and how many then stay at most. */
export const limits = { most: 24, kept: 12 } as const;

/** A hash of a task that is known already, and whether a run that did the work is. */
interface KnownHash {
  hash: string;
  ran: boolean;
}

/** What the runs that were looked at so far, newest first, tell about each task. */
class KnownTasks {
  readonly #known = new Map<string, KnownHash[]>();

  /** Takes a run's tasks in; tells whether one of them was new: its last two hashes matter. */
  learn(tasks: readonly RunTask[]): boolean {
    let isNew = false;
    for (const [id, hash, ran] of tasks) isNew = this.#learnTask(id, hash, ran) || isNew;
    return isNew;
  }

  #learnTask(id: string, hash: string, ran: boolean): boolean {
    const hashes = this.#known.get(id) ?? [];
    const known = hashes.find((entry) => entry.hash === hash);
    if (known) {
      const isFirstExecution = ran && !known.ran;
      known.ran ||= ran;
      return isFirstExecution;
    }
    if (hashes.length === 2) return false;
    this.#known.set(id, [...hashes, { hash, ran }]);
    return true;
  }
}

/**
 * Which runs to forget: those that explain nothing that later ones do not, then the oldest.
 *
 * @param runs - all runs, oldest first
 * @param tasksOf - tasks of a run; undefined when it did not end
 */
export function runsToForget(
  runs: readonly string[],
  tasksOf: (run: string) => readonly RunTask[] | undefined,
): string[] {
  const known = new KnownTasks();
  const kept = new Set<string>();
  for (const run of runs.toReversed()) {
    if (kept.size === limits.kept) break;
    // The newest run may only just have started.
    if (known.learn(tasksOf(run) ?? []) || kept.size === 0) kept.add(run);
  }
  return runs.filter((run) => !kept.has(run));
}

import type { Appearance } from './history.js';

/** How many runs are kept before some are let go, and how many then stay at most. */
export const limits = { most: 24, kept: 12 } as const;

/** The runs that show a task's last two hashes; where it did the work, if it ever did. */
function telling(appearances: readonly Appearance[]): string[] {
  const byHash = new Map<string, Appearance>();
  for (const appearance of appearances.toReversed()) {
    const known = byHash.get(appearance.hash);
    if (!known && byHash.size === 2) continue;
    if (!known || (known.outcome === 'replayed' && appearance.outcome === 'ran'))
      byHash.set(appearance.hash, appearance);
  }
  return [...byHash.values()].map(({ run }) => run);
}

/**
 * Which runs to forget: first those that explain nothing any more, then the oldest.
 *
 * @param runs - all runs, oldest first
 * @param byTask - each task's appearances, oldest first
 */
export function runsToForget(
  runs: readonly string[],
  byTask: ReadonlyMap<string, readonly Appearance[]>,
): string[] {
  const needed = new Set([...byTask.values()].flatMap(telling));
  // The newest run may not have ended yet, so nothing is known about what it needs.
  const newest = runs.at(-1);
  if (newest !== undefined) needed.add(newest);
  const kept = runs.filter((run) => needed.has(run)).slice(-limits.kept);
  return runs.filter((run) => !kept.includes(run));
}

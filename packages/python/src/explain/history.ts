import type { RunReference } from './cause.js';

/** A task's place in a recorded run. */
export interface Appearance extends RunReference {
  /** The run's name in the store. */
  run: string;
}

/** Which runs an explanation compares, and what would come next. */
export interface Comparison {
  next: 'run' | 'replay' | null;
  before: Appearance | null;
  /** The run to explain; null for the one to come. */
  after: Appearance | null;
}

const skipsCache = /--(no-cache|skip-?nx-?cache|skip-?remote-?cache)|--disable-?nx-?cache/i;

/** Whether a run was told not to use the cache. */
export function wasToldToRun(command: string): boolean {
  return skipsCache.test(command);
}

/** The last run that did the work, and the one before it. */
export function lastExecution(appearances: readonly Appearance[]): {
  before: Appearance | null;
  after: Appearance | null;
} {
  const index = appearances.findLastIndex(({ outcome }) => outcome === 'ran');
  return { before: appearances[index - 1] ?? null, after: appearances[index] ?? null };
}

/**
 * What to compare so that the question "why?" is answered: the present with the last run when Nx
 * would run the task now, otherwise the last run that did the work with the one before it.
 *
 * @param appearances - the task's runs, oldest first
 * @param presentHash - the task's hash now; null to look back only
 */
export function chooseComparison(
  appearances: readonly Appearance[],
  presentHash: string | null,
): Comparison {
  const last = appearances.at(-1) ?? null;
  if (presentHash === null) return { next: null, ...lastExecution(appearances) };
  const isStored = appearances.some(({ hash, success }) => hash === presentHash && success);
  if (!last || !isStored) return { next: 'run', before: last, after: null };
  return { next: 'replay', ...lastExecution(appearances) };
}

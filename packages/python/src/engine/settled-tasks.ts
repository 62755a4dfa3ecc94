import type { ProjectGraph, Task, TaskGraph } from '@nx/devkit';
import type { TaskHash } from '../nx-internal-hashes.js';
import { idsOf, isNoop } from '../nx-internal-tasks.js';

/** What is known of tasks before Nx is asked. */
export interface KnownOfTasks {
  /** Hashes that are what they were in the last answer. */
  hashes: ReadonlyMap<string, TaskHash>;
  /** Whether the last answer had a success of this hash, whose outputs are as it left them. */
  isThere(hash: string, outputs: readonly string[]): boolean;
}

/** Variables by which Nx is told to replay nothing. */
const withoutCache = ['NX_SKIP_NX_CACHE', 'NX_DISABLE_NX_CACHE'];

/** Whether Nx replays what it has stored. */
export const usesCache = (env: NodeJS.ProcessEnv = process.env): boolean =>
  withoutCache.every((name) => env[name] === undefined);

/** Which tasks wait for each. */
function waitingFor(dependencies: TaskGraph['dependencies']): Map<string, string[]> {
  const waiting = new Map<string, string[]>();
  for (const [id, edges] of Object.entries(dependencies)) {
    for (const before of idsOf(edges)) {
      const others = waiting.get(before);
      if (others) others.push(id);
      else waiting.set(before, [id]);
    }
  }
  return waiting;
}

/**
 * Tasks that Nx would replay, and of which nothing would change on the disk: those that the last answer has had. A task that
 * waits for one that has to be done is none of them, since Nx leaves it out where that fails.
 */
export function settledTasks(
  { nodes }: Pick<ProjectGraph, 'nodes'>,
  { tasks, dependencies, continuousDependencies = {} }: TaskGraph,
  { hashes, isThere }: KnownOfTasks,
): Set<string> {
  const isSettled = (task: Task) => {
    const { id, cache, continuous, outputs } = task;
    if (continuous || idsOf(continuousDependencies[id]).length > 0) return false;
    // Its hash is of no use to anybody.
    if (isNoop(task, nodes)) return true;
    const hash = hashes.get(id);
    return hash !== undefined && cache === true && isThere(hash.value, outputs);
  };
  const settled = new Set(Object.values(tasks).flatMap((task) => (isSettled(task) ? task.id : [])));
  // Whoever waits for one that is taken out is looked at again; there are no circles.
  const waiting = waitingFor(dependencies);
  const open = Object.keys(tasks).filter((id) => !settled.has(id));
  for (const id of open)
    for (const next of waiting.get(id) ?? []) if (settled.delete(next)) open.push(next);
  return settled;
}

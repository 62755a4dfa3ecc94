/** How Nx computes hashes of tasks: see `nx-internal-run.ts`. */
import type { ProjectGraph, Task, TaskGraph } from '@nx/devkit';
import { idsOf } from './nx-internal-tasks.js';

/** A task's hash as Nx has computed it, with all that it is made of. */
export interface TaskHash {
  value: string;
  details: NonNullable<Task['hashDetails']>;
}

/** Hashes that need not be computed, by ids of tasks, and the graphs that they are of. */
interface Known {
  graph: ProjectGraph;
  /** All tasks, of which Nx may be handed a part: what a task waits for enters its hash. */
  taskGraph: TaskGraph;
  hashes: ReadonlyMap<string, TaskHash>;
}

let known: Known | undefined;

/** Has Nx take hashes that are known already, until this is called again; without any it computes all. */
export function useHashes(next?: Known): void {
  known = next;
}

/** The hash of a task that Nx has hashed. */
export function hashOf({ hash, hashDetails }: Task): TaskHash | undefined {
  return hash && hashDetails ? { value: hash, details: hashDetails } : undefined;
}

/** Gives a task its hash, as Nx does. */
export function giveHash(task: Task, hash: TaskHash | undefined): void {
  if (hash) Object.assign(task, { hash: hash.value, hashDetails: hash.details });
}

/** Variables by task; in Nx's older form those of all tasks. */
type Variables = Record<string, unknown>;

interface Hasher {
  projectGraph: ProjectGraph;
  hashTask(task: Task, taskGraph: TaskGraph, ...others: unknown[]): Promise<TaskHash>;
  hashTasks(
    tasks: Task[],
    taskGraph: TaskGraph,
    variables: Variables,
    ...others: unknown[]
  ): Promise<TaskHash[]>;
  hashTasksUpfront?(
    tasks: Task[],
    taskGraph: TaskGraph,
    variables: Variables,
    ...others: unknown[]
  ): Promise<Record<string, TaskHash>>;
}

/** The variables of some tasks: Nx copies all that it is given, which takes half a second for three thousand. */
export function variablesOf(tasks: readonly Pick<Task, 'id'>[], variables: Variables): Variables {
  const own = tasks.map(({ id }) => [id, variables[id]] as const);
  return own.every(([, value]) => typeof value === 'object') ? Object.fromEntries(own) : variables;
}

/** The part of a graph of tasks that some of them depend on, themselves included: Nx reads all that it is given. */
function reachedFrom(tasks: readonly Task[], { dependencies, ...graph }: TaskGraph): TaskGraph {
  const ids = new Set(tasks.map(({ id }) => id));
  for (const id of ids) {
    for (const next of idsOf(dependencies[id])) ids.add(next);
    for (const next of idsOf(graph.continuousDependencies?.[id])) ids.add(next);
  }
  const part = <T>(all: Record<string, T> = {}): Record<string, T> =>
    Object.fromEntries(Object.entries(all).filter(([id]) => ids.has(id)));
  return {
    ...graph,
    roots: graph.roots.filter((id) => ids.has(id)),
    tasks: part(graph.tasks),
    dependencies: part(dependencies),
    continuousDependencies: part(graph.continuousDependencies),
  };
}

/** Lets {@link useHashes} have an effect on Nx. To be called once. */
export async function knowHashes(): Promise<void> {
  const { InProcessTaskHasher } = await import('nx/src/hasher/task-hasher.js');
  const hasher = InProcessTaskHasher.prototype as unknown as Hasher;
  const { hashTask, hashTasks, hashTasksUpfront } = hasher;
  // A part of the graph is enough for a few of many.
  const partFor = ({ projectGraph }: Hasher, tasks: readonly Task[], taskGraph: TaskGraph) =>
    known?.graph === projectGraph ? reachedFrom(tasks, known.taskGraph) : taskGraph;
  hasher.hashTask = function (task, taskGraph, ...others) {
    return hashTask.call(this, task, partFor(this, [task], taskGraph), ...others);
  };
  const knownBy = ({ projectGraph }: Hasher, tasks: readonly Task[]) => {
    const hashes = known?.graph === projectGraph ? known.hashes : undefined;
    return new Map(
      tasks.flatMap(({ id }) => {
        const hash = hashes?.get(id);
        return hash ? [[id, hash] as const] : [];
      }),
    );
  };
  hasher.hashTasks = async function (tasks, taskGraph, variables, ...others) {
    const found = knownBy(this, tasks);
    const rest = tasks.filter(({ id }) => !found.has(id));
    const part = partFor(this, rest, taskGraph);
    const own = variablesOf(rest, variables);
    const hashes = rest.length > 0 ? await hashTasks.call(this, rest, part, own, ...others) : [];
    rest.forEach(({ id }, index) => {
      const hash = hashes[index];
      if (hash) found.set(id, hash);
    });
    return tasks.map(({ id }) => found.get(id) as TaskHash);
  };
  // Nx 23 may have none.
  if (typeof hashTasksUpfront !== 'function') return;
  hasher.hashTasksUpfront = async function (tasks, taskGraph, variables, ...others) {
    const found = knownBy(this, tasks);
    const rest = tasks.filter(({ id }) => !found.has(id));
    const own = variablesOf(rest, variables);
    const part = partFor(this, rest, taskGraph);
    const hashes =
      rest.length > 0 ? await hashTasksUpfront.call(this, rest, part, own, ...others) : {};
    return { ...hashes, ...Object.fromEntries(found) };
  };
}

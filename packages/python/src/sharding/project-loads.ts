import type { Load } from './plan-shards.js';

/** Milliseconds by task id. */
export type Durations = Readonly<Record<string, number>>;

/** What Nx prints of the tasks it selects, as far as it is used here. */
export interface TaskGraphOutput {
  tasks: {
    tasks: Record<string, { target: { project: string; target: string } }>;
    dependencies: Record<string, string[]>;
  };
}

/** A task and all of the same project that it waits for. */
function ownTasks(id: string, { tasks }: TaskGraphOutput): string[] {
  const project = tasks.tasks[id]?.target.project;
  const found = new Set([id]);
  for (const next of found) {
    for (const other of tasks.dependencies[next] ?? [])
      if (tasks.tasks[other]?.target.project === project) found.add(other);
  }
  return [...found];
}

/** The projects that have a selected target, with the time its tasks took when they last ran. */
export function projectLoads(graph: TaskGraphOutput, target: string, durations: Durations): Load[] {
  return Object.entries(graph.tasks.tasks)
    .filter(([, task]) => task.target.target === target)
    .map(([id, task]) => {
      const known = ownTasks(id, graph).flatMap((own) => durations[own] ?? []);
      const weight = known.length > 0 ? known.reduce((sum, value) => sum + value, 0) : undefined;
      return { project: task.target.project, weight };
    });
}

/** Durations out of several records; the later one counts. What is no duration is passed over. */
export function mergeDurations(records: readonly unknown[]): Durations {
  const merged: Record<string, number> = {};
  for (const record of records) {
    if (typeof record !== 'object' || record === null) continue;
    for (const [id, value] of Object.entries(record))
      if (typeof value === 'number' && Number.isFinite(value) && value >= 0) merged[id] = value;
  }
  return merged;
}

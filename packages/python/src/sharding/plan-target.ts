import { readDurations } from './duration-store.js';
import { planShards, type Shard } from './plan-shards.js';
import { projectLoads } from './project-loads.js';
import { selectedTasks } from './selected-tasks.js';

/**
 * The shards for one target.
 *
 * @param command - which of Nx's commands selects the projects
 * @param count - most shards there may be
 */
export async function planTarget(
  workspaceRoot: string,
  command: 'affected' | 'run-many',
  target: string,
  count: number,
): Promise<Shard[]> {
  const graph = await selectedTasks(workspaceRoot, command, [target]);
  const tasks = Object.values(graph.tasks.tasks).map((task) => task.target);
  const durations = await readDurations(workspaceRoot, tasks);
  return planShards(projectLoads(graph, target, durations), count);
}

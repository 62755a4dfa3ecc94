import { createProjectGraphAsync } from '@nx/devkit';
import { writeDurations } from './duration-store.js';

/**
 * Brings the record of durations up to date, for all tasks of the workspace.
 *
 * @param folder - what `files` are relative to
 * @returns how many tasks the record knows
 */
export async function recordDurations(
  workspaceRoot: string,
  folder: string,
  files: readonly string[],
): Promise<number> {
  const { nodes } = await createProjectGraphAsync();
  const tasks = Object.entries(nodes).flatMap(([project, { data }]) =>
    Object.keys(data.targets ?? {}).map((target) => ({ project, target })),
  );
  return writeDurations(workspaceRoot, folder, files, tasks);
}

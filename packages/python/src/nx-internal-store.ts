/** What Nx stores: see `nx-internal-run.ts`. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NxJsonConfiguration, ProjectGraph, Task } from '@nx/devkit';
import { hashWorkspaceFiles, readNxSettings } from './nx-internal.js';
import { type EndedTask, graphOfDisk } from './nx-internal-run.js';
import { tasksOf } from './nx-internal-tasks.js';

/** Content hashes of all tracked files as they are now, whatever Nx has read before. */
async function hashesOfDisk(workspaceRoot: string): Promise<Map<string, string>> {
  const { WorkspaceContext } = await import('nx/src/native/index.js');
  // Where nothing is kept, everything is read.
  const folder = await mkdtemp(join(tmpdir(), 'nx-signal-files-'));
  try {
    const context = new WorkspaceContext(workspaceRoot, folder);
    await context.ready();
    return new Map(context.allFileData().map(({ file, hash }) => [file, hash]));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function isSame(left: Map<string, string>, right: Map<string, string>): boolean {
  return left.size === right.size && [...left].every(([file, hash]) => right.get(file) === hash);
}

/** The hashes that tasks have by a graph, by their ids; none for those that it does not have any more. */
async function hashesBy(
  graph: ProjectGraph,
  tasks: readonly Task[],
  nxJson: NxJsonConfiguration,
): Promise<Map<string, string>> {
  const { createTaskHasher } = await import('nx/src/hasher/create-task-hasher.js');
  const { getTaskSpecificEnv } = await import('nx/src/tasks-runner/task-env.js');
  const each = (part: 'project' | 'target') => [
    ...new Set(tasks.map(({ target }) => target[part])),
  ];
  const taskGraph = await tasksOf(graph, each('project'), each('target'));
  const present = tasks.flatMap(({ id }) => taskGraph.tasks[id] ?? []);
  const options = nxJson.tasksRunnerOptions?.['default']?.options ?? {};
  const variables = present.map((task) => [task.id, getTaskSpecificEnv(task, graph)] as const);
  const hasher = createTaskHasher(graph, nxJson, options);
  const hashes = await hasher.hashTasks(present, taskGraph, Object.fromEntries(variables));
  return new Map(present.map(({ id }, index) => [id, hashes[index]?.value ?? '']));
}

/** Those of some tasks whose hash is another by now: a file has changed since it was computed. */
async function outdated(workspaceRoot: string, tasks: readonly Task[]): Promise<Task[]> {
  const before = await hashWorkspaceFiles(workspaceRoot);
  if (isSame(before, await hashesOfDisk(workspaceRoot))) return [];
  // What has changed may be no input of theirs.
  try {
    const graph = await graphOfDisk(workspaceRoot);
    const hashes = await hashesBy(graph, tasks, await readNxSettings(workspaceRoot));
    return tasks.filter(({ id, hash }) => hashes.get(id) !== hash);
  } catch {
    return [...tasks];
  }
}

/** Tasks that have run and are not to be stored. */
let unstored: string[] = [];

/** The tasks whose results are of no use since this was asked last, for a file had changed meanwhile. */
export function takeUnstored(): string[] {
  const taken = unstored;
  unstored = [];
  return taken;
}

/**
 * Keeps Nx from storing a result that may be of other bytes than its hash: of a task during which one of its inputs
 * has changed. To be called once.
 */
export async function storeUnchangedOnly(workspaceRoot: string): Promise<void> {
  const { TaskOrchestrator } = await import('nx/src/tasks-runner/task-orchestrator.js');
  type After = (results: EndedTask[], isStored: boolean, group: number) => Promise<void>;
  const orchestrator = TaskOrchestrator.prototype as unknown as { postRunSteps: After };
  const after = orchestrator.postRunSteps;
  orchestrator.postRunSteps = async function (results, isStored, group) {
    const have = results.filter(({ status }) => status === 'success' || status === 'failure');
    const tasks = have.map(({ task }) => task).filter(({ cache }) => cache);
    if (isStored && tasks.length > 0) {
      for (const task of await outdated(workspaceRoot, tasks)) {
        task.cache = false;
        unstored.push(task.id);
      }
    }
    await after.call(this, results, isStored, group);
  };
}

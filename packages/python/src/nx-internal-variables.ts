/** Variables of tasks, as Nx sees them: see `nx-internal-run.ts`. It hashes each task with those of its `.env` files. */
import { readdirSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import { join } from 'node:path';
import type { ProjectGraph, Task } from '@nx/devkit';

const require = createRequire(import.meta.url);

type TaskVariables = (task: Task, graph: ProjectGraph) => NodeJS.ProcessEnv;

const environmentPath = 'nx/src/tasks-runner/task-env.js';

let loaded: { getTaskSpecificEnv: TaskVariables } | undefined;

/** Nx's module, which is looked up once: for thousands of tasks that takes long. */
function taskEnvironment(): NonNullable<typeof loaded> {
  loaded ??= require(environmentPath) as NonNullable<typeof loaded>;
  return loaded;
}

/** Names in a folder of what may be files from which Nx reads variables: all of them have this part. */
function variableFiles(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name.includes('.env'));
  } catch {
    return [];
  }
}

/**
 * Answers for tasks that no `.env` file concerns: those have the variables of this process. Nx would try to open some
 * twenty files for each, which for many tasks is half of all that a replay takes.
 */
function withoutFiles(workspaceRoot: string, otherwise: TaskVariables): TaskVariables {
  const known = new Map<string, NodeJS.ProcessEnv>();
  // Within one turn nothing that others do can be noticed.
  let turn: { variables: NodeJS.ProcessEnv; folders: Map<string, boolean> } | undefined;
  const startTurn = () => {
    queueMicrotask(() => {
      turn = undefined;
    });
    return { variables: { ...process.env }, folders: new Map<string, boolean>() };
  };
  const read: TaskVariables = (task, graph) => {
    turn ??= startTurn();
    const { variables, folders } = turn;
    const isConcerned = (folder: string) => {
      const found = folders.get(folder) ?? variableFiles(folder).length > 0;
      folders.set(folder, found);
      return found;
    };
    const root = graph.nodes[task.target.project]?.data.root ?? '.';
    const isPlain =
      !variables['DOTENV_KEY'] &&
      task.projectRoot === root &&
      !isConcerned(workspaceRoot) &&
      !isConcerned(join(workspaceRoot, root));
    return isPlain ? variables : otherwise(task, graph);
  };
  return (task, graph) => {
    const variables = known.get(task.id) ?? read(task, graph);
    known.set(task.id, variables);
    return variables;
  };
}

/**
 * Has Nx forget the variables and `.env` files of tasks, which it reads once for each: its modules are given the
 * function of a copy that has read nothing yet. Throws where this Nx does not let itself be told.
 */
export function forgetTaskVariables(workspaceRoot: string): void {
  const path = require.resolve(environmentPath);
  const known = taskEnvironment();
  // Not by way of `require`, which keeps a list of all that it has loaded.
  const copy = new Module(path) as Module & { load(path: string): void };
  copy.load(path);
  const { getTaskSpecificEnv } = copy.exports as { getTaskSpecificEnv: TaskVariables };
  const fresh = withoutFiles(workspaceRoot, getTaskSpecificEnv);
  known.getTaskSpecificEnv = fresh;
  if (typeof getTaskSpecificEnv !== 'function' || known.getTaskSpecificEnv !== fresh)
    throw new Error('this version of Nx keeps the variables of tasks');
}

/**
 * The variables that Nx hashes and starts a task with, as {@link forgetTaskVariables} has left it: `import` would go on to
 * give the function of the first time.
 */
export const variablesOfTask: TaskVariables = (task, graph) =>
  taskEnvironment().getTaskSpecificEnv(task, graph);

/** Files at the root whose variables every process of Nx has, and those that nobody reads. */
const ofAll = /^\.env(?:\.local|\.example)?$/;

/**
 * What `.env` files change for tasks of a batch, by their ids: what a project's own say, or those of a target. Nx hashes
 * each task with them, and starts a task by itself with them, but a batch with what is common to all.
 */
export function variablesOfFiles(
  workspaceRoot: string,
  tasks: readonly Task[],
  graph: ProjectGraph,
): Map<string, Record<string, string | undefined>> {
  const isPlainRoot =
    !process.env['DOTENV_KEY'] && variableFiles(workspaceRoot).every((name) => ofAll.test(name));
  const folders = new Map<string, boolean>();
  const isConcerned = ({ projectRoot: folder = '.' }: Task) => {
    if (folder === '.') return !isPlainRoot;
    const found = folders.get(folder) ?? variableFiles(join(workspaceRoot, folder)).length > 0;
    folders.set(folder, found);
    return found || !isPlainRoot;
  };
  const concerned = tasks.filter(isConcerned);
  if (concerned.length === 0) return new Map();
  const entries = concerned.map((task) => {
    const own = variablesOfTask(task, graph);
    const names = new Set([...Object.keys(own), ...Object.keys(process.env)]);
    const changed = [...names].filter((name) => own[name] !== process.env[name]).sort();
    return [task.id, Object.fromEntries(changed.map((name) => [name, own[name]]))] as const;
  });
  return new Map(entries.filter(([, changes]) => Object.keys(changes).length > 0));
}

import { existsSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { NxJsonConfiguration, ProjectGraph } from '@nx/devkit';
import { dataFolder } from '../data-folder.js';
import { SignalError } from '../errors.js';
import { resolveTask, taskId } from '../explain/resolve-task.js';
import { loadRootVariables, readNxSettings, type TaskName } from '../nx-internal.js';
import type { ToolOptions } from '../tools/tool-task.js';
import type { Declaration } from '../verify/declaration.js';
import { exceptionMatcher } from '../verify/exceptions.js';
import { declarationOf, readPyproject, sharedDeclaration } from '../verify/project-inputs.js';
import { type HashedInputs, hashedInputsReader } from './hashed-inputs.js';
import { judge, type OnDisk, type Verdict } from './judge.js';
import { placesOf, realPath } from './places.js';
import { nxCommands, runTraced } from './run-nx.js';
import { checkStrace, readTrace } from './strace.js';
import type { TracedTask } from './words.js';

/** What came of one traced task. */
export interface TraceResult extends TracedTask {
  verdict: Verdict;
}

/** What came of all. */
export interface TraceResults {
  /** Nx's exit code: the worst, if there were more. */
  exitCode: number;
  tasks: (TraceResult | SignalError)[];
}

interface PlannedTask extends TracedTask {
  name: TaskName;
  options: ToolOptions;
  hashed: HashedInputs;
}

const kinds: readonly unknown[] = ['lint', 'typecheck', 'test'];

function kindOf(options: ToolOptions): string {
  return options.kind === 'test' ? (options.testKind ?? 'test:unit') : options.kind;
}

/** What is declared for a target: what its project says takes the place of what nx.json says. */
function declarationFor(
  workspaceRoot: string,
  nxJson: NxJsonConfiguration,
  directory: string,
  kind: string,
): Declaration {
  const shared = sharedDeclaration(nxJson, kind);
  const hasManifest = existsSync(join(workspaceRoot, directory, 'pyproject.toml'));
  return hasManifest
    ? declarationOf(readPyproject(workspaceRoot, directory), kind, shared)
    : shared;
}

type UnhashedTask = Omit<PlannedTask, 'hashed'>;

function tracedTask(
  workspaceRoot: string,
  graph: ProjectGraph,
  nxJson: NxJsonConfiguration,
  id: string,
): UnhashedTask {
  const name = resolveTask(graph.nodes, id);
  const { root = '.', targets = {} } = graph.nodes[name.project]?.data ?? {};
  const options = targets[name.target]?.options as ToolOptions | undefined;
  if (!options || !kinds.includes(options.kind)) {
    throw new SignalError({
      code: 'TRACE_EMPTY',
      message: `${id} is not a lint, type-check or test task.`,
      hint: 'trace one of those, such as `nx-signal trace models:test:unit`; an aggregate runs no tool itself.',
    });
  }
  const kind = kindOf(options);
  return {
    task: taskId(name),
    name,
    directory: root,
    kind,
    options,
    declared: declarationFor(workspaceRoot, nxJson, root, kind),
  };
}

async function planTasks(
  workspaceRoot: string,
  graph: ProjectGraph,
  ids: readonly string[],
): Promise<PlannedTask[]> {
  const nxJson = await readNxSettings(workspaceRoot);
  const tasks = [...new Set(ids)].map((id) => tracedTask(workspaceRoot, graph, nxJson, id));
  const hashedInputs = await hashedInputsReader(workspaceRoot, graph, nxJson);
  return Promise.all(
    tasks.map(async (task) => ({ ...task, hashed: await hashedInputs(task.name) })),
  );
}

function diskSince(start: number): OnDisk {
  const stat = (path: string) => statSync(path, { throwIfNoEntry: false });
  return {
    isFile: (path) => stat(path)?.isFile() ?? false,
    isNew: (path) => (stat(path)?.birthtimeMs ?? Number.POSITIVE_INFINITY) >= start,
    real: realPath,
  };
}

function nothingSeen(task: string): SignalError {
  return new SignalError({
    code: 'TRACE_EMPTY',
    message: `${task} ended before its tool was started, so there is nothing to report.`,
    hint: 'see the output of Nx above.',
  });
}

async function judged(
  planned: PlannedTask,
  graph: ProjectGraph,
  workspaceRoot: string,
  folder: string,
  start: number,
): Promise<TraceResult | SignalError> {
  const { task, directory, kind, declared, options, hashed } = planned;
  const calls = await readTrace(folder, task, workspaceRoot);
  if (!calls) return nothingSeen(task);
  const projects = Object.values(graph.nodes).map(({ data }) => data);
  const output = options.kind === 'test' ? options.report : 'dist/reports';
  const place = { environment: options.environment, output, program: calls.program };
  const facts = {
    ...hashed,
    workspaceRoot: realPath(workspaceRoot),
    directory,
    projectRoots: new Set(projects.map(({ root }) => root)),
    importRoots: new Set(projects.map(({ root, sourceRoot }) => sourceRoot ?? root)),
    isExcepted: exceptionMatcher(placesOf(workspaceRoot, place)),
  };
  return { task, directory, kind, declared, verdict: judge(calls, facts, diskSince(start)) };
}

/**
 * Runs tasks under strace, and compares what all of their processes read with what is in their hashes.
 * Throws a SignalError when that cannot be done.
 *
 * @param ids - of the tasks, as Nx writes them
 * @param print - called with what Nx prints
 */
export async function traceTasks(
  workspaceRoot: string,
  ids: readonly string[],
  print: (text: string) => void,
): Promise<TraceResults> {
  const folder = join(dataFolder(workspaceRoot), 'trace', String(process.pid));
  try {
    await checkStrace(folder);
    await loadRootVariables(workspaceRoot);
    const { createProjectGraphAsync } = await import('@nx/devkit');
    const graph = await createProjectGraphAsync();
    const plans = await planTasks(workspaceRoot, graph, ids);
    const start = Date.now();
    let exitCode = 0;
    for (const command of nxCommands(plans.map(({ name }) => name)))
      exitCode = Math.max(exitCode, await runTraced(workspaceRoot, command, folder, print));
    const tasks = plans.map((plan) => judged(plan, graph, workspaceRoot, folder, start));
    return { exitCode, tasks: await Promise.all(tasks) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Batches of tasks in the process that Nx runs in: see `nx-internal-run.ts`. */
import type {
  ExecutorContext,
  ProjectConfiguration,
  ProjectGraph,
  Task,
  TaskGraph,
} from '@nx/devkit';
import { executorContext, withVariables } from './nx-internal.js';

/** A batch of tasks that Nx has found no results for. */
interface Batch {
  executorName: string;
  taskGraph: TaskGraph;
}

type Options = Parameters<typeof import('nx/src/utils/params.js').combineOptionsForExecutor>[0];

/** What a batch executor of this package exports. */
type BatchImplementation = (
  taskGraph: TaskGraph,
  options: Record<string, unknown>,
  overrides: unknown,
  context: Omit<ExecutorContext, 'target'>,
) => AsyncIterable<{ task: string; result: object }>;

type Answers = ReturnType<BatchImplementation>;

/** The options of a batch's tasks, as Nx's worker puts them together. */
async function batchOptions(
  tasks: readonly Task[],
  projects: Record<string, ProjectConfiguration>,
  schema: Parameters<typeof import('nx/src/utils/params.js').combineOptionsForExecutor>[3],
  root: string,
): Promise<Record<string, unknown>> {
  const { combineOptionsForExecutor: combine } = await import('nx/src/utils/params.js');
  const entries = tasks.map(
    ({ id, overrides, target: { project, target, configuration = '' } }) => {
      const own = structuredClone(projects[project]?.targets?.[target] ?? {});
      return [id, combine(overrides as Options, configuration, own, schema, null, root)];
    },
  );
  return Object.fromEntries(entries);
}

/** Does what Nx's batch worker does, in this process: the same function with the same arguments. */
async function startBatchHere(
  { executorName, taskGraph }: Batch,
  graph: ProjectGraph,
  wholeGraph: TaskGraph,
): Promise<Answers> {
  const { getExecutorInformation, parseExecutor } = await import(
    'nx/src/command-line/run/executor-utils.js'
  );
  const { pruneTaskGraph } = await import('nx/src/tasks-runner/prune-task-graph.js');
  const { workspaceRoot: root } = await import('nx/src/utils/workspace-root.js');
  const context = await executorContext(root, graph);
  const { projects } = context.projectsConfigurations;
  const [plugin, name] = parseExecutor(executorName);
  const executor = getExecutorInformation(plugin, name, root, projects);
  const tasks = Object.values(taskGraph.tasks);
  const implementation = executor.batchImplementationFactory?.() as unknown as BatchImplementation;
  const options = await batchOptions(tasks, projects, executor.schema, root);
  return implementation(pruneTaskGraph(taskGraph), options, tasks.at(-1)?.overrides, {
    ...context,
    cwd: root,
    isVerbose: false,
    taskGraph: pruneTaskGraph(wholeGraph),
  });
}

/** All results of a batch that is done in this process. */
async function runBatchHere(
  batch: Batch,
  graph: ProjectGraph,
  wholeGraph: TaskGraph,
  onResult: (task: string, result: object) => void,
): Promise<Record<string, object>> {
  const results: Record<string, object> = {};
  for await (const { task, result } of await startBatchHere(batch, graph, wholeGraph)) {
    results[task] = result;
    onResult(task, result);
  }
  return results;
}

/** Stands where Nx has a child process that works on a batch. */
function batchHere(
  batch: Batch,
  graph: ProjectGraph,
  wholeGraph: TaskGraph,
  variables: NodeJS.ProcessEnv,
) {
  const listeners: ((task: string, result: object) => void)[] = [];
  return {
    onOutput: () => {},
    onTaskResults: (listener: (task: string, result: object) => void) => listeners.push(listener),
    getResults: () =>
      withVariables({ ...variables, NX_FORKED_TASK_EXECUTOR: 'true' }, () =>
        runBatchHere(batch, graph, wholeGraph, (task, result) => {
          for (const listener of listeners) listener(task, result);
        }),
      ),
    flushCapturedOutput: async () => {},
    getCapturedOutputPath: () => undefined,
    discardCapturedOutput: () => {},
  };
}

/** Has batches of executors of this package run in this process; all else is done as Nx does it. */
export async function keepBatchesHere(): Promise<void> {
  const { ForkedProcessTaskRunner } = await import(
    'nx/src/tasks-runner/forked-process-task-runner.js'
  );
  const runner = ForkedProcessTaskRunner.prototype as unknown as Record<
    'forkProcessForBatch',
    (batch: Batch, ...others: unknown[]) => unknown
  >;
  const fork = runner.forkProcessForBatch;
  runner.forkProcessForBatch = function (batch, ...others) {
    if (!batch.executorName.startsWith('@nx-signal/python:')) {
      return fork.call(this, batch, ...others);
    }
    const [graph, wholeGraph, variables] = others;
    return batchHere(
      batch,
      graph as ProjectGraph,
      wholeGraph as TaskGraph,
      variables as NodeJS.ProcessEnv,
    );
  };
}

import { dirname } from 'node:path';
import type { ProjectGraph } from '@nx/devkit';
import { dataFolder } from '../data-folder.js';
import { identifyInterpreter } from '../environment/identify-interpreter.js';
import { findEnvironment } from '../environment/locate.js';
import {
  cacheFolder,
  globMatcher,
  hashTask,
  loadRootVariables,
  planTask,
  readNxSettings,
  type TaskName,
} from '../nx-internal.js';
import { ImportMemory, type Unshared } from '../tools/pytest/shared-modules.js';
import type { TestOptions } from '../tools/tool-task.js';
import type { Cause, Explanation, RunReference } from './cause.js';
import { compareRecords, unrecordedCandidates } from './compare.js';
import { presentFileMap, readFileMap } from './file-map.js';
import { type Appearance, chooseComparison, wasToldToRun } from './history.js';
import { namesIn, type PlanPart, parsePlanKey } from './plan-key.js';
import { recordOf, type TaskRecord } from './record.js';
import { resolveTask, taskId } from './resolve-task.js';
import type { WorkspaceState } from './state.js';
import { type RunFacts, RunStore, runFiles } from './store.js';
import { readSalt, recordVariables } from './variables.js';

function pastState(store: RunStore, run: string): WorkspaceState {
  const { nxJson, variables, interpreters } = store.readJson(run, runFiles.facts) as RunFacts;
  const graph = store.readJson(run, runFiles.graph) as ProjectGraph;
  const files = readFileMap(store.readJson(run, runFiles.files));
  return { graph, nxJson, variables, interpreters, ...files };
}

/** The run that would come next. */
interface PresentRun {
  hash: string;
  state: WorkspaceState;
}

/** The interpreters that enter a hash, by the folder of their environment. */
async function interpretersOf(
  workspaceRoot: string,
  plan: readonly PlanPart[],
): Promise<Record<string, string>> {
  const entries = plan.map(async (part) =>
    part.kind === 'interpreter'
      ? [[part.environment, await identifyInterpreter(workspaceRoot, part.environment)]]
      : [],
  );
  return Object.fromEntries((await Promise.all(entries)).flat());
}

/** Answers why a task ran, or would run; reads only, and runs nothing. */
class Explainer {
  readonly #root: string;
  readonly #store: RunStore;
  readonly #match: Awaited<ReturnType<typeof globMatcher>>;

  private constructor(root: string, cache: string, match: Awaited<ReturnType<typeof globMatcher>>) {
    this.#root = root;
    this.#store = new RunStore({ cache, workspaceData: dirname(dataFolder(root)) });
    this.#match = match;
  }

  static async open(root: string): Promise<Explainer> {
    return new Explainer(root, await cacheFolder(), await globMatcher());
  }

  async #presentState(name: TaskName, graph: ProjectGraph): Promise<WorkspaceState> {
    const nxJson = await readNxSettings(this.#root);
    const names = namesIn(graph);
    const plan = (await planTask(graph, nxJson, name)).map((key) => parsePlanKey(key, names));
    const variables = plan.flatMap((part) => (part.kind === 'variable' ? [part.name] : []));
    const salt = readSalt(this.#store.saltFile);
    return {
      graph,
      nxJson,
      variables: recordVariables(variables, process.env, salt),
      interpreters: await interpretersOf(this.#root, plan),
      ...presentFileMap(this.#root),
    };
  }

  async #record(name: TaskName, state: WorkspaceState): Promise<TaskRecord> {
    const plan = await planTask(state.graph, state.nxJson, name);
    return recordOf(name.project, plan, state, this.#match);
  }

  async #causes(
    name: TaskName,
    before: Appearance,
    after: Appearance | PresentRun,
  ): Promise<Cause[]> {
    if (before.hash === after.hash) return [sameHashCause(before, after)];
    const [left, right] = await Promise.all([
      this.#record(name, pastState(this.#store, before.run)),
      this.#record(name, 'run' in after ? pastState(this.#store, after.run) : after.state),
    ]);
    const causes = compareRecords(left, right);
    if (causes.length > 0) return causes;
    return [{ kind: 'unrecorded', candidates: unrecordedCandidates(left, right) }];
  }

  async explain(graph: ProjectGraph, id: string, onlyLast: boolean): Promise<Explanation> {
    const name = resolveTask(graph.nodes, id);
    const task = taskId(name);
    this.#store.adopt();
    if (!graph.nodes[name.project]?.data.targets?.[name.target]?.cache) return uncached(task);
    const appearances = this.#store.appearances(task);
    const state = await this.#presentState(name, graph);
    const hash = onlyLast ? null : await hashTask(graph, state.nxJson, name);
    const { next, before, after } = chooseComparison(appearances, hash);
    const present: PresentRun | null = next === 'run' && hash !== null ? { hash, state } : null;
    const compared = after ?? present;
    const unshared = this.#unshared(name, graph, task);
    return {
      version: 1,
      task,
      next,
      subject: present ? 'next' : after ? 'last' : null,
      before: reference(before),
      after: reference(after),
      causes: before && compared ? await this.#causes(name, before, compared) : [],
      ...(unshared ? { unshared } : {}),
    };
  }

  #unshared(
    { project, target }: TaskName,
    graph: ProjectGraph,
    task: string,
  ): Unshared | undefined {
    const options = graph.nodes[project]?.data.targets?.[target]?.options as Partial<TestOptions>;
    if (options?.kind !== 'test' || options.environment === undefined) return undefined;
    const environmentFolder = findEnvironment(this.#root, options.environment);
    if (environmentFolder === undefined) return undefined;
    return new ImportMemory({ environmentFolder, cacheFolder: dataFolder(this.#root) }).unshared(
      task,
    );
  }
}

function uncached(task: string): Explanation {
  const causes: Cause[] = [{ kind: 'not-cached' }];
  return { version: 1, task, next: 'run', subject: 'next', before: null, after: null, causes };
}

function sameHashCause(before: Appearance, after: Appearance | PresentRun): Cause {
  if (!before.success) return { kind: 'failed-before' };
  const skipped = 'command' in after && wasToldToRun(after.command);
  return { kind: skipped ? 'cache-skipped' : 'cache-lost' };
}

function reference(appearance: Appearance | null): RunReference | null {
  if (!appearance) return null;
  const { run: _run, ...rest } = appearance;
  return rest;
}

/** What to explain. */
export interface ExplainRequest {
  workspaceRoot: string;
  task: string;
  /** Look back at the last run only, whatever changed since. */
  onlyLast: boolean;
}

/** Explains one task. */
export async function explainTask(request: ExplainRequest): Promise<Explanation> {
  await loadRootVariables(request.workspaceRoot);
  const { createProjectGraphAsync } = await import('@nx/devkit');
  const graph = await createProjectGraphAsync();
  const explainer = await Explainer.open(request.workspaceRoot);
  return explainer.explain(graph, request.task, request.onlyLast);
}

import { createRequire } from 'node:module';
import type { NxJsonConfiguration, ProjectGraph, TaskGraph } from '@nx/devkit';
import { outdatedTasks } from '../nx-internal-store.js';
import type { KeptOutputs } from './kept-outputs.js';
import type { Question } from './question.js';
import type { Verdict } from './schema.js';
import { lookAround, type Surroundings, surroundingsOf } from './surroundings.js';

const ownName = '@nx-signal/python';

/** The plugin as Nx has loaded it into this process. */
type Plugin = { isSameGraph(workspaceRoot: string, options: unknown): Promise<boolean> };

const require = createRequire(import.meta.url);

/** Options of this plugin where no other one makes the graph; undefined otherwise. */
function ownOptions({ plugins = [], ...settings }: NxJsonConfiguration): object | undefined {
  const [plugin, ...others] = plugins.map((one) =>
    typeof one === 'string' ? { plugin: one } : one,
  );
  const isAlone =
    plugin?.plugin === ownName && others.length === 0 && !plugin.include && !plugin.exclude;
  const hasCloud = Boolean(
    settings.nxCloudId || settings.nxCloudAccessToken || settings.tasksRunnerOptions,
  );
  return isAlone && !hasCloud ? { options: plugin.options } : undefined;
}

/** Everything that an answer was made from, as far as this process does not know it anyway. */
interface Basis {
  question: Question;
  /** All variables of whoever asked. */
  variables: string;
  /** Hashes of all tracked files. */
  files: ReadonlyMap<string, string>;
  surroundings: Surroundings;
  /** Of this plugin. */
  options: { options?: unknown };
  taskGraph: TaskGraph;
  /** Hashes the tasks again, as far as that goes without reading tracked files again. */
  isHashedSo: () => Promise<boolean>;
}

function variablesNow(): string {
  const { env } = process;
  return JSON.stringify(
    Object.keys(env)
      .sort()
      .map((name) => [name, env[name]]),
  );
}

function isSame(left: ReadonlyMap<string, string>, right: ReadonlyMap<string, string>): boolean {
  return left.size === right.size && [...left].every(([file, hash]) => right.get(file) === hash);
}

/** As Nx would tell it who had the same question again. */
function replayed(verdict: Verdict): Verdict {
  return { ...verdict, tasks: verdict.tasks.map((task) => ({ ...task, source: 'local' })) };
}

/**
 * The last answer, for whoever has the same question while nothing has changed. Nothing is taken for unchanged: all
 * that entered the graph and the hashes is looked at again. It is no answer where that cannot be told, or where one of
 * the tasks would be done again.
 */
export class KeptAnswer {
  readonly #root: string;
  readonly #outputs: KeptOutputs;
  #basis: Basis | undefined;
  #found = '';
  #verdict: Verdict | undefined;

  constructor(workspaceRoot: string, outputs: KeptOutputs) {
    this.#root = workspaceRoot;
    this.#outputs = outputs;
  }

  /** The answer, if all is as it was. */
  async find(question: Question, files: ReadonlyMap<string, string>): Promise<Verdict | undefined> {
    const [basis, verdict] = [this.#basis, this.#verdict];
    if (!basis || !verdict) return undefined;
    const isAsked =
      JSON.stringify(question) === JSON.stringify(basis.question) &&
      variablesNow() === basis.variables;
    if (!isAsked || !isSame(basis.files, files) || !this.#hasOutputs(basis)) return undefined;
    return (await this.#lookAround(basis)) === this.#found ? replayed(verdict) : undefined;
  }

  /** Notes what a new answer is made from, once its tasks are known and before they are hashed. */
  begin(
    question: Question,
    files: ReadonlyMap<string, string>,
    graph: ProjectGraph,
    taskGraph: TaskGraph,
    nxJson: NxJsonConfiguration,
  ): void {
    this.forget();
    const options = ownOptions(nxJson);
    const surroundings = surroundingsOf(graph, taskGraph, nxJson);
    if (!options || !surroundings) return;
    const isHashedSo = async () => (await outdatedTasks(graph, taskGraph, nxJson)).length === 0;
    const variables = variablesNow();
    this.#basis = { question, variables, files, surroundings, options, taskGraph, isHashedSo };
  }

  /**
   * Keeps the answer that was given. What is found around it now is what it was made from if the tasks have the same
   * hashes again.
   */
  async keep(verdict: Verdict): Promise<void> {
    const basis = this.#basis;
    if (!basis || verdict.verdict !== 'green' || !this.#hasOutputs(basis)) return this.forget();
    const found = await this.#lookAround(basis);
    if (found === undefined || !(await basis.isHashedSo())) return this.forget();
    this.#found = found;
    this.#verdict = verdict;
  }

  forget(): void {
    this.#basis = undefined;
    this.#verdict = undefined;
  }

  /** Whether a replay would leave all outputs alone. */
  #hasOutputs({ taskGraph }: Basis): boolean {
    return Object.values(taskGraph.tasks).every(
      ({ hash, outputs }) =>
        outputs.length === 0 || (hash !== undefined && this.#outputs.isThere(hash, outputs)),
    );
  }

  /** What is around now; undefined where the graph would be another one. */
  async #lookAround({ options, surroundings }: Basis): Promise<string | undefined> {
    const { isSameGraph } = require(ownName) as Plugin;
    // It brings what commands print in step with what lies outside of the workspace.
    const isSame = await isSameGraph(this.#root, options.options);
    return isSame ? await lookAround(this.#root, surroundings) : undefined;
  }
}

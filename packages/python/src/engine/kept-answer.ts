import type { NxJsonConfiguration, ProjectGraph } from '@nx/devkit';
import { hashAll, outdatedTasks } from '../nx-internal-store.js';
import { type KeptOutputs, keyOfOutputs } from './kept-outputs.js';
import { areAlike } from './kept-variables.js';
import { editedFiles, type KeptWork, type Work } from './kept-work.js';
import { type KnownLists, ownOptions, ownPlugin } from './own-plugin.js';
import type { Question } from './question.js';
import type { Verdict } from './schema.js';
import { usesCache } from './settled-tasks.js';
import { lookAround, type Surroundings, surroundingsOf } from './surroundings.js';

/** Everything that an answer was made from, as far as this process does not know it anyway. */
interface Basis extends Work {
  question: Question;
  nxJson: NxJsonConfiguration;
  /** What was around before the tasks were hashed, where some of the hashes are of before. */
  foundBefore?: string | undefined;
}

/** What was around the tasks of the last question. */
interface Around {
  graph: ProjectGraph;
  key: string;
  surroundings: Surroundings | undefined;
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
  readonly #work: KeptWork;
  #basis: Basis | undefined;
  #around: Around | undefined;
  #found = '';
  #verdict: Verdict | undefined;

  /** @param work - is given what is found out on the way */
  constructor(workspaceRoot: string, outputs: KeptOutputs, work: KeptWork) {
    this.#root = workspaceRoot;
    this.#outputs = outputs;
    this.#work = work;
  }

  /**
   * The answer, if all is as it was.
   *
   * @param lists - what git tells, where that is known
   */
  async find(
    question: Question,
    files: ReadonlyMap<string, string>,
    lists?: KnownLists,
  ): Promise<Verdict | undefined> {
    const [basis, verdict] = [this.#basis, this.#verdict];
    if (!basis || !verdict) return undefined;
    const isAsked =
      JSON.stringify(question) === JSON.stringify(basis.question) &&
      areAlike(basis.variables, process.env, basis.surroundings.variables, this.#found);
    if (!isAsked || editedFiles(basis.files, files)?.length !== 0 || !this.#hasOutputs(basis))
      return undefined;
    return (await this.#lookAround(basis, lists)) === this.#found ? replayed(verdict) : undefined;
  }

  /** Notes what a new answer is made from, once its tasks are known and before they are hashed. */
  begin(
    question: Question,
    made: Pick<Work, 'graph' | 'taskGraph' | 'files'>,
    nxJson: NxJsonConfiguration,
    foundBefore: string | undefined,
  ): void {
    this.forget();
    const options = ownOptions(nxJson);
    const surroundings = this.#surroundingsOf(question, made, nxJson);
    if (!options || !surroundings || !usesCache()) return;
    const variables = { ...process.env };
    const graphNumber = ownPlugin().graphNumber();
    const work = { ...made, variables, surroundings, options, graphNumber };
    this.#basis = { ...work, question, nxJson, foundBefore };
  }

  /** What there is around the tasks of a question: of one graph it is the same each time. */
  #surroundingsOf(
    question: Question,
    { graph, taskGraph }: Pick<Work, 'graph' | 'taskGraph'>,
    nxJson: NxJsonConfiguration,
  ): Surroundings | undefined {
    const key = JSON.stringify([question, nxJson]);
    const last = this.#around;
    if (last?.graph === graph && last.key === key) return last.surroundings;
    const surroundings = surroundingsOf(graph, taskGraph, nxJson);
    this.#around = { graph, key, surroundings };
    return surroundings;
  }

  /**
   * Keeps the answer that was given. What is found around it now is what it was made from if the tasks have the same
   * hashes again.
   */
  async keep(verdict: Verdict): Promise<void> {
    const basis = this.#basis;
    if (!basis) return;
    const found = await this.#lookAround(basis);
    if (found === undefined || !(await this.#isHashedSo(basis, found))) {
      this.#work.forget();
      return this.forget();
    }
    await this.#work.keep(basis, found);
    if (verdict.verdict !== 'green' || !this.#hasOutputs(basis)) return this.forget();
    this.#found = found;
    this.#verdict = verdict;
  }

  /** Hashes the tasks of an answer that is not to be given, and keeps what they were hashed from. */
  async foresee(): Promise<void> {
    const basis = this.#basis;
    const before = basis && (await this.#lookAround(basis));
    if (!basis || before === undefined) return;
    await hashAll(basis.graph, basis.taskGraph, basis.nxJson);
    if ((await this.#lookAround(basis)) === before) await this.#work.keep(basis, before);
    this.forget();
  }

  forget(): void {
    this.#basis = undefined;
    this.#verdict = undefined;
  }

  /** Hashes the tasks again, as far as that goes without reading tracked files again. */
  async #isHashedSo(
    { graph, taskGraph, nxJson, foundBefore }: Basis,
    found: string,
  ): Promise<boolean> {
    if (foundBefore !== undefined && foundBefore !== found) return false;
    return (await outdatedTasks(graph, taskGraph, nxJson)).length === 0;
  }

  /** Whether a replay would leave all outputs alone. */
  #hasOutputs({ taskGraph }: Basis): boolean {
    return Object.values(taskGraph.tasks).every((task) => {
      const key = keyOfOutputs(task);
      const { outputs } = task;
      return outputs.length === 0 || (key !== undefined && this.#outputs.isThere(key, outputs));
    });
  }

  /** What is around now; undefined where the graph would be another one. */
  async #lookAround(
    { options, surroundings }: Basis,
    lists?: KnownLists,
  ): Promise<string | undefined> {
    // It brings what commands print in step with what lies outside of the workspace.
    const isSame = await ownPlugin().isSameGraph(this.#root, options.options, [], lists);
    return isSame ? await lookAround(this.#root, surroundings) : undefined;
  }
}

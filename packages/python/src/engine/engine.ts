import { performance } from 'node:perf_hooks';
import type { NxJsonConfiguration, ProjectGraph, Task } from '@nx/devkit';
import { cacheFolder, hashWorkspaceFiles, readNxSettings } from '../nx-internal.js';
import { openFolders, useWaitingWorkers, workerVariables } from '../nx-internal-engine.js';
import type { FileHashes } from '../nx-internal-files.js';
import { giveHash, knowHashes, useHashes } from '../nx-internal-hashes.js';
import { becomeNx, graphOfDisk, graphOfFiles, recordSettledTasks } from '../nx-internal-run.js';
import {
  forgetSilence,
  keepNoSiblings,
  leaveOutputs,
  readWhileBatchesEnd,
  recordRunsOnce,
  storeUnchangedOnly,
  unstoredTasks,
} from '../nx-internal-store.js';
import { forgetTaskVariables } from '../nx-internal-variables.js';
import { answer, type OnTasks, tasksFor } from './answer.js';
import { circumstances } from './circumstances.js';
import { codeOfWorkspace } from './foreign-code.js';
import { installationOf, openedIn, variablesReadOnce } from './identity.js';
import { KeptAnswer } from './kept-answer.js';
import { KeptOutputs, keyOfOutputs, type TaskOutputs } from './kept-outputs.js';
import { KeptWork } from './kept-work.js';
import type { Ask } from './messages.js';
import { ownPlugin } from './own-plugin.js';
import { type Question, usual } from './question.js';
import type { Verdict } from './schema.js';
import { settledTasks } from './settled-tasks.js';
import { TrackedFiles } from './tracked-files.js';
import { WaitingWorker } from './waiting-worker.js';

/** What the engine of a workspace makes of a question. */
export type Outcome =
  /**
   * Kept is what was made before, and is found to be still true: all of the answer, or the graph that it was made with. Settled
   * are tasks that Nx was not handed.
   */
  | { verdict: Verdict; kept?: 'answer' | 'graph' | undefined; settled?: number }
  /** Over is an engine that answers nobody any more; quiet is what whoever asks finds out without it. */
  | { unable: string; isOver: boolean; isQuiet?: boolean };

/** Milliseconds without an answer after which an engine leaves its place to somebody with other variables. */
const forsaken = 60_000;

const changed = 'its code has changed';

/** An answer, with the outputs that go with it and the time, since the epoch, when Nx had done with them. */
interface Given {
  verdict: Verdict;
  tasks: TaskOutputs[];
  end: number;
}

const since = (start: number) => Math.round(performance.now() - start);

/** Puts variables in the place of all that this process has. */
function adopt(variables: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(process.env)) if (!(name in variables)) delete process.env[name];
  Object.assign(process.env, variables);
}

/** Milliseconds between two tries to stop Nx, which cannot be stopped before it has begun. */
const again = 100;

/** Has Nx end what it has started once nobody waits for it, as it does when it is told to end itself. */
function stopNxWith(signal: AbortSignal): () => void {
  let timer: NodeJS.Timeout | undefined;
  const stop = () => process.emit('SIGTERM', 'SIGTERM');
  signal.addEventListener('abort', () => {
    stop();
    timer = setInterval(stop, again);
  });
  // With no other listener a library would take it for the end of this process.
  const ignore = () => {};
  process.on('SIGTERM', ignore);
  return () => {
    clearInterval(timer);
    process.off('SIGTERM', ignore);
  };
}

/**
 * Nx, loaded and warm. For each question it does all that a new process would do, from the files on the disk; what it
 * saves is the loading. It knows what of Nx does not follow a change, and answers no more after one.
 */
export class Engine {
  readonly #root: string;
  readonly #installation: string;
  readonly #circumstances = circumstances();
  readonly #worker = new WaitingWorker();
  readonly #files: TrackedFiles;
  readonly #outputs: KeptOutputs;
  readonly #work: KeptWork;
  readonly #kept: KeptAnswer;
  #given: Given | undefined;
  #firstGraph: ProjectGraph | undefined;
  #folders: string[] = [];
  #opened = '';
  #variables = '';
  #lastAnswer = performance.now();

  /** To be made before Nx is loaded: what changes from then on is noticed. */
  constructor(workspaceRoot: string) {
    this.#root = workspaceRoot;
    this.#installation = installationOf(workspaceRoot);
    this.#files = new TrackedFiles(workspaceRoot, (root) => ownPlugin().askGit(root));
    this.#outputs = new KeptOutputs(workspaceRoot);
    this.#work = new KeptWork(workspaceRoot);
    this.#kept = new KeptAnswer(workspaceRoot, this.#outputs, this.#work);
  }

  /** Loads Nx and makes the graph once, with the variables of whoever has started this process. */
  async warmUp(): Promise<void> {
    await becomeNx(this.#root);
    this.#variables = variablesReadOnce(process.env);
    forgetTaskVariables(this.#root);
    this.#firstGraph = await graphOfDisk(this.#root).catch(() => undefined);
    this.#folders = await openFolders(this.#root);
    this.#outputs.replayedFrom(await cacheFolder());
    this.#opened = openedIn(this.#folders);
    await storeUnchangedOnly(this.#root, this.#files.readApart);
    await leaveOutputs(this.#outputs.isThere);
    await forgetSilence();
    await recordRunsOnce();
    await recordSettledTasks();
    await keepNoSiblings();
    await knowHashes();
    await useWaitingWorkers((variables) => this.#worker.take(variables));
    await readWhileBatchesEnd(this.#files.readApart);
    await this.#prepare();
  }

  /**
   * Keeps the graph that it was started with, and the hashes of what is asked for most, for the first question: as after an
   * answer, with nothing known of results.
   */
  async foresee(): Promise<void> {
    const graph = this.#firstGraph;
    this.#firstGraph = undefined;
    const nxJson = await readNxSettings(this.#root);
    if (!graph || codeOfWorkspace(this.#root, nxJson, graph) !== undefined) return;
    const files = await hashWorkspaceFiles(this.#root);
    const { taskGraph } = await tasksFor(graph, usual);
    this.#kept.begin(usual, { graph, taskGraph, files }, nxJson, undefined);
    await this.#kept.foresee();
    this.#worker.announce(graph);
    await this.#files.note();
  }

  /** Whether what this process starts inherits the same as what a client starts itself. */
  isOf(theirs: string): boolean {
    return theirs === this.#circumstances;
  }

  /** Answers with the variables of whoever asks, one question after the other. */
  async ask(
    question: Question,
    { variables, circumstances: theirs }: Pick<Ask, 'variables' | 'circumstances'>,
    signal: AbortSignal,
  ): Promise<Outcome> {
    const start = performance.now();
    if (!this.isOf(theirs))
      return {
        unable: 'it was started with other rights or limits',
        isOver: this.#isForsaken(),
      };
    adopt(variables);
    await becomeNx(this.#root);
    if (!this.isCurrent()) return { unable: changed, isOver: true };
    if (variablesReadOnce(process.env) !== this.#variables)
      return {
        unable: 'it was started with other variables of Nx or Node',
        isOver: this.#isForsaken(),
      };
    forgetTaskVariables(this.#root);
    const stop = stopNxWith(signal);
    const outcome = await this.#answer(question, start, signal).finally(stop);
    // It may have changed on the way.
    if (!this.isCurrent()) return { unable: changed, isOver: true };
    this.#lastAnswer = performance.now();
    return outcome;
  }

  /** Whether what it has loaded and opened is what a new process would load and open. */
  isCurrent(): boolean {
    return (
      installationOf(this.#root) === this.#installation && openedIn(this.#folders) === this.#opened
    );
  }

  /** Whether those that it can answer have not asked for a while: then others may have its place. */
  #isForsaken(): boolean {
    return performance.now() - this.#lastAnswer > forsaken;
  }

  /**
   * Makes ready for the next question.
   *
   * @param isWanted - somebody waits with one
   */
  async rest(isWanted = false): Promise<void> {
    performance.clearMarks();
    performance.clearMeasures();
    await this.#prepare();
    if (!this.#given) return;
    const { verdict, tasks, end } = this.#given;
    this.#given = undefined;
    this.#outputs.remember(tasks, end);
    if (isWanted) return;
    // What they are now is looked at.
    forgetTaskVariables(this.#root);
    await this.#kept.keep(verdict);
    // The next answer may well be of the same.
    if (this.#work.graph) this.#worker.announce(this.#work.graph);
    await this.#files.note();
  }

  close(): void {
    this.#worker.close();
  }

  async #prepare(): Promise<void> {
    this.#worker.prepare(this.#root, await workerVariables());
  }

  async #answer(question: Question, start: number, signal: AbortSignal): Promise<Outcome> {
    try {
      const { files, lists } = await this.#files.read();
      const kept = await this.#kept.find(question, files, lists);
      if (kept) return { verdict: { ...kept, milliseconds: since(start) }, kept: 'answer' };
      this.#worker.expect(await this.#work.likelyTasks(files));
      this.#kept.forget();
      useHashes();
      const known = await this.#work.graphFor(files, lists);
      const graph = known ?? (await this.#makeGraph());
      const nxJson = await readNxSettings(this.#root);
      const own = codeOfWorkspace(this.#root, nxJson, graph);
      if (own !== undefined) return { unable: `${own} is code of this workspace`, isOver: true };
      if (signal.aborted) return { unable: 'nobody is waiting any longer', isOver: false };
      const made = { graph, files: known && files };
      const { verdict, settled } = await this.#run(question, start, made, nxJson, signal);
      return { verdict, settled, kept: known && 'graph' };
    } catch (error) {
      // Whoever asks comes to the same error, and tells it.
      const unable = error instanceof Error ? error.message : String(error);
      return { unable, isOver: false, isQuiet: true };
    }
  }

  async #makeGraph(): Promise<ProjectGraph> {
    await this.#files.beforeGraph();
    return await graphOfFiles();
  }

  /**
   * Has Nx do it, and notes what may be said of it the next time.
   *
   * @param made - the graph, and the files that it was found to be of without making it
   */
  async #run(
    question: Question,
    start: number,
    made: { graph: ProjectGraph; files: FileHashes | undefined },
    nxJson: NxJsonConfiguration,
    signal: AbortSignal,
  ): Promise<{ verdict: Verdict; settled: number }> {
    let latest: Task[] = [];
    let settled: ReadonlySet<string> = new Set();
    let read = made.files;
    const onTasks: OnTasks = async (graph, taskGraph) => {
      latest = Object.values(taskGraph.tasks);
      this.#worker.announce(graph);
      const files = read ?? (await hashWorkspaceFiles(this.#root));
      read = undefined;
      const known = await this.#work.hashesFor(graph, files);
      useHashes(known && { graph, taskGraph, hashes: known.hashes });
      this.#kept.begin(question, { graph, taskGraph, files }, nxJson, known?.found);
      settled = new Set();
      if (!known) return settled;
      const { hashes } = known;
      settled = settledTasks(graph, taskGraph, { hashes, isThere: this.#outputs.isThere });
      for (const task of latest) if (settled.has(task.id)) giveHash(task, hashes.get(task.id));
      return settled;
    };
    const isAwaited = () => !signal.aborted;
    const verdict = await answer(this.#root, question, start, made.graph, isAwaited, onTasks);
    const unstored = unstoredTasks();
    if (unstored.length > 0) this.#kept.forget();
    const open = verdict.tasks.filter(({ status }) => status !== 'success');
    // What has run on other bytes than its hash says is no success of it.
    const failed = new Set([...unstored, ...open.map(({ id }) => id)]);
    const tasks = latest.flatMap((task) => {
      const { id, outputs, cache = false } = task;
      const key = keyOfOutputs(task);
      return key === undefined || failed.has(id) ? [] : { key, outputs, canReplay: cache };
    });
    this.#given = { verdict, tasks, end: Date.now() };
    return { verdict, settled: settled.size };
  }
}

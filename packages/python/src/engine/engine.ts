import { performance } from 'node:perf_hooks';
import { readNxSettings } from '../nx-internal.js';
import {
  forgetTaskVariables,
  openFolders,
  useWaitingWorkers,
  workerVariables,
} from '../nx-internal-engine.js';
import { becomeNx, graphOfDisk } from '../nx-internal-run.js';
import { storeUnchangedOnly } from '../nx-internal-store.js';
import { answer } from './answer.js';
import { codeOfWorkspace } from './foreign-code.js';
import { installationOf, openedIn, variablesReadOnce } from './identity.js';
import type { Question } from './question.js';
import type { Verdict } from './schema.js';
import { WaitingWorker } from './waiting-worker.js';

/** What the engine of a workspace makes of a question. */
export type Outcome =
  | { verdict: Verdict }
  /** Over is an engine that answers nobody any more; quiet is what whoever asks finds out without it. */
  | { unable: string; isOver: boolean; isQuiet?: boolean };

/** Milliseconds without an answer after which an engine leaves its place to somebody with other variables. */
const forsaken = 60_000;

const changed = 'its code has changed';

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
  readonly #worker = new WaitingWorker();
  #folders: string[] = [];
  #opened = '';
  #variables = '';
  #lastAnswer = performance.now();

  /** To be made before Nx is loaded: what changes from then on is noticed. */
  constructor(workspaceRoot: string) {
    this.#root = workspaceRoot;
    this.#installation = installationOf(workspaceRoot);
  }

  /** Loads Nx and makes the graph once, with the variables of whoever has started this process. */
  async warmUp(): Promise<void> {
    await becomeNx(this.#root);
    this.#variables = variablesReadOnce(process.env);
    forgetTaskVariables();
    await graphOfDisk(this.#root).catch(() => {});
    this.#folders = await openFolders(this.#root);
    this.#opened = openedIn(this.#folders);
    await storeUnchangedOnly(this.#root);
    await useWaitingWorkers((variables) => this.#worker.take(variables));
    await this.#prepare();
  }

  /** Answers with the variables of whoever asks, one question after the other. */
  async ask(
    question: Question,
    variables: NodeJS.ProcessEnv,
    signal: AbortSignal,
  ): Promise<Outcome> {
    const start = performance.now();
    adopt(variables);
    await becomeNx(this.#root);
    if (!this.isCurrent()) return { unable: changed, isOver: true };
    if (variablesReadOnce(process.env) !== this.#variables)
      return {
        unable: 'it was started with other variables of Nx or Node',
        isOver: this.#isForsaken(),
      };
    forgetTaskVariables();
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

  /** Makes ready for the next question. */
  async rest(): Promise<void> {
    performance.clearMarks();
    performance.clearMeasures();
    await this.#prepare();
  }

  close(): void {
    this.#worker.close();
  }

  async #prepare(): Promise<void> {
    this.#worker.prepare(this.#root, await workerVariables());
  }

  async #answer(question: Question, start: number, signal: AbortSignal): Promise<Outcome> {
    try {
      const graph = await graphOfDisk(this.#root);
      const own = codeOfWorkspace(this.#root, await readNxSettings(this.#root), graph);
      if (own !== undefined) return { unable: `${own} is code of this workspace`, isOver: true };
      if (signal.aborted) return { unable: 'nobody is waiting any longer', isOver: false };
      const isAwaited = () => !signal.aborted;
      return { verdict: await answer(this.#root, question, start, graph, isAwaited) };
    } catch (error) {
      // Whoever asks comes to the same error, and tells it.
      const unable = error instanceof Error ? error.message : String(error);
      return { unable, isOver: false, isQuiet: true };
    }
  }
}

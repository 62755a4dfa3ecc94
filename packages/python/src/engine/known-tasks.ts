import type { NxJsonConfiguration, ProjectGraph, Task } from '@nx/devkit';
import { workerVariables } from '../nx-internal-engine.js';
import { giveHash, useHashes } from '../nx-internal-hashes.js';
import { hashesOf, mayReplay } from '../nx-internal-store.js';
import { ownExecutor, withoutTasks } from '../nx-internal-tasks.js';
import { type Tasks, tasksFor } from './answer.js';
import type { KeptAnswer } from './kept-answer.js';
import type { KeptOutputs } from './kept-outputs.js';
import type { KeptWork, KnownHashes } from './kept-work.js';
import type { Question } from './question.js';
import { type KnownOfTasks, settledTasks } from './settled-tasks.js';
import type { WaitingWorker } from './waiting-worker.js';

/** What tasks are made from. */
export interface TaskSource {
  question: Question;
  graph: ProjectGraph;
  nxJson: NxJsonConfiguration;
  /** Hashes of all tracked files. */
  files: ReadonlyMap<string, string>;
}

/** The tasks of an answer, with what is known of their hashes. */
interface ListedTasks extends Tasks {
  graph: ProjectGraph;
  known: KnownHashes | undefined;
}

/** The same, with those of them that Nx need not be handed. */
type KnownTasks = ListedTasks & Required<Tasks>;

/** Whether Nx does all of some tasks in one batch of a worker, whose hashes nothing can change that they make. */
function areOneBatch(tasks: readonly Task[], { graph, known }: KnownTasks): boolean {
  const isInBatch = ({ id, target: { project, target }, cache, continuous, parallelism }: Task) =>
    cache === true &&
    !continuous &&
    parallelism !== false &&
    !known?.late.has(id) &&
    graph.nodes[project]?.data.targets?.[target]?.executor === ownExecutor;
  return tasks.length > 0 && process.env['NX_BATCH_MODE'] !== 'false' && tasks.every(isInBatch);
}

/** What an engine knows of the tasks of an answer before it hands them to Nx, from its last one. */
export class TaskKnowledge {
  readonly #work: KeptWork;
  readonly #kept: KeptAnswer;
  readonly #outputs: KeptOutputs;
  readonly #worker: WaitingWorker;
  #begun: KnownTasks | undefined;

  constructor(work: KeptWork, kept: KeptAnswer, outputs: KeptOutputs, worker: WaitingWorker) {
    this.#work = work;
    this.#kept = kept;
    this.#outputs = outputs;
    this.#worker = worker;
  }

  /**
   * The tasks; has Nx take over what is known of their hashes, and notes what the answer is made from.
   *
   * @param source - is asked where they are not known yet
   */
  async of(graph: ProjectGraph, source: () => Promise<TaskSource>): Promise<Required<Tasks>> {
    const begun = this.#begun;
    this.#begun = undefined;
    return begun?.graph === graph ? begun : this.#settle(await this.#list(await source()));
  }

  /**
   * Has the waiting worker begin with what is to be done by a graph that is likely to hold: Nx comes to the same some time
   * later. It does not where Nx may have the results, or divides the work.
   */
  async begin(source: TaskSource, isWanted: () => boolean): Promise<void> {
    this.#begun = undefined;
    try {
      const tasks = await this.#list(source);
      const likely = { ...tasks, settled: settledBy(tasks, this.#outputs.wereThere) };
      if ((await this.#hashOpen(likely, source)) && isWanted()) await this.#send(likely);
      this.#begun = this.#settle(tasks);
    } catch {
      // Whatever it is, it is told when it is come to again.
    }
  }

  async #list({ question, graph, nxJson, files }: TaskSource): Promise<ListedTasks> {
    const { projects, taskGraph } = await tasksFor(graph, question);
    const known = await this.#work.hashesFor(graph, files);
    useHashes(known && { graph, taskGraph, hashes: known.hashes });
    this.#kept.begin(question, { graph, taskGraph, files }, nxJson, known?.found);
    return { graph, projects, taskGraph, known };
  }

  /** Looks which of them need not be done; those get their hashes here. */
  #settle(tasks: ListedTasks): KnownTasks {
    const settled = settledBy(tasks, this.#outputs.isThere);
    for (const task of Object.values(tasks.taskGraph.tasks))
      if (settled.has(task.id)) giveHash(task, tasks.known?.hashes.get(task.id));
    return { ...tasks, settled };
  }

  /** Hashes the tasks that are to be done, for Nx as well; false where that is Nx's alone to do, or it may have their results. */
  async #hashOpen(tasks: KnownTasks, { nxJson }: TaskSource): Promise<boolean> {
    const { graph, taskGraph, known } = tasks;
    const open = openOf(tasks);
    if (!known || !areOneBatch(open, tasks)) return false;
    const rest = open.filter(({ id }) => !known.hashes.has(id));
    const hashes = await hashesOf(graph, rest, taskGraph, nxJson);
    useHashes({ graph, taskGraph, hashes: new Map([...known.hashes, ...hashes]) });
    for (const task of open) giveHash(task, hashes.get(task.id) ?? known.hashes.get(task.id));
    return !(await mayReplay(open));
  }

  async #send(tasks: KnownTasks): Promise<void> {
    const { graph, taskGraph, settled } = tasks;
    const open = await withoutTasks(taskGraph, settled);
    const batch = { projectGraph: graph, batchTaskGraph: open, fullTaskGraph: open };
    await this.#worker.begin(batch, await workerVariables());
  }
}

/** The tasks that Nx is handed. */
const openOf = ({ taskGraph, settled }: KnownTasks): Task[] =>
  Object.values(taskGraph.tasks).filter(({ id }) => !settled.has(id));

/** Those that Nx need not be handed. */
function settledBy(
  { graph, taskGraph, known }: ListedTasks,
  isThere: KnownOfTasks['isThere'],
): Set<string> {
  return known ? settledTasks(graph, taskGraph, { hashes: known.hashes, isThere }) : new Set();
}

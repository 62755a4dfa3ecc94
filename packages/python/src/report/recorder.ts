import { stripVTControlCharacters } from 'node:util';
import { addFigures, type CacheFigures } from '../process/cache-counts.js';
import { parentArguments } from '../process/parent-arguments.js';
import { onStop } from '../process/run-process.js';
import type { TaskClock } from '../tools/task-clock.js';
import { spanOf } from './covered-time.js';
import { keepNxRecord } from './history/kept-records.js';
import { newPart, orSay } from './new-part.js';
import { typedCommand } from './nx-process.js';
import { baseOf, presentCommit } from './recorded-commit.js';
import { type PartTask, pruneParts, type RunPart, writePart } from './run-part.js';
import type { ReportedProcess } from './schema.js';
import { writeRunning } from './signal-file.js';
import { type TargetGraph, type TargetsOf, targetsIn } from './target-facts.js';
import { type Outcome, readOutcome } from './task-outcome.js';

/** What a recorder is told about the run. */
export interface RecordedRun {
  root: string;
  graph: TargetGraph | undefined;
  /** `defaultBase` of nx.json. */
  defaultBase: string | undefined;
  clock: TaskClock;
  tasks: readonly { id: string; project: string; target: string }[];
}

/** Processes of which each is told; those of a run beyond are not. */
const most = 5_000;

/** Milliseconds that Nx may take from the end of a tool to that of its worker. */
const soon = 1_000;

/** Milliseconds from an environment to the start of the tools in it. */
const toolsFirst = 50;

/** Writes down what this process does for a run, so that a report can tell. It never throws. */
export class RunRecorder {
  readonly #run: RecordedRun;
  readonly #part: RunPart;
  readonly #tasks: Map<string, PartTask>;
  readonly #names: Map<string, { project: string; target: string }>;
  readonly #targetsOf: TargetsOf;
  readonly #waits: ReportedProcess[] = [];
  readonly #environments = new Set<string>();
  /** Tasks whose tool was told to end. */
  readonly #stopped = new Set<string>();
  #cacheFolder: string | undefined;
  #known: Promise<unknown> | undefined;

  constructor(run: RecordedRun) {
    const argv = parentArguments();
    this.#run = run;
    this.#targetsOf = targetsIn(run.graph);
    this.#names = new Map(run.tasks.map((task) => [task.id, task]));
    const open = { status: 'unfinished', start: null, milliseconds: null } as const;
    this.#tasks = new Map(run.tasks.map(({ id }) => [id, { id, ...open }]));
    const base = baseOf(argv, process.env, run.defaultBase);
    this.#part = { ...newPart(typedCommand(argv)), base };
  }

  /** Takes what a tool found in its cache. */
  readonly counted = (figures: CacheFigures): void => {
    this.#part.caches = addFigures([this.#part.caches ?? {}, figures]);
  };

  /** Knows how long tools worked. */
  get clock(): TaskClock {
    return this.#run.clock;
  }

  /** From now on a report says that the run has begun and not ended. */
  begin(): void {
    orSay(() => pruneParts(this.#run.root, this.#part.nx));
    this.#write();
    onStop(() => this.#stop());
  }

  /** What is known without the tools, which go first: to start a program holds up all else. */
  #look(): Promise<unknown> {
    this.#known ??= Promise.all([
      presentCommit(this.#run.root).then((present) => Object.assign(this.#part, present)),
      // Until Nx ends it has the record of the run before.
      keepNxRecord(this.#run.root).then((folder) => {
        this.#cacheFolder = folder;
      }),
    ]);
    return this.#known;
  }

  /** Nx ends tools before it ends their worker: what those have told meanwhile is no result. */
  #stop(): void {
    if (this.#part.state !== 'running') return;
    this.#part.state = 'stopped';
    for (const id of this.#stopped)
      this.#tasks.set(id, { id, status: 'unfinished', start: null, milliseconds: null });
    this.#part.findings = this.#part.findings.filter(({ task }) => !this.#stopped.has(task));
    this.#write();
  }

  /** Takes the result of a task. What comes after this process was told to end is no result. */
  put(id: string, outcome: Outcome): void {
    const name = this.#names.get(id);
    if (!name || this.#part.state === 'stopped') return;
    const { tool } = this.#targetsOf(name.project, name.target);
    const read = readOutcome(outcome, { id, project: name.project, tool });
    const { status, findings, isStopped } = read;
    if (isStopped) this.#stopped.add(id);
    const { startTime, endTime } = this.#run.clock.timesOf(id);
    const hasWorked = endTime > startTime;
    this.#tasks.set(id, {
      id,
      status,
      start: hasWorked ? Math.round(startTime) : null,
      milliseconds: hasWorked ? Math.round(endTime) - Math.round(startTime) : null,
    });
    this.#part.findings.push(...findings);
  }

  /** Waits for an environment, in a time that is no task's own. */
  async environment<T extends { environmentFolder: string }>(make: () => Promise<T>): Promise<T> {
    const start = Date.now();
    this.#part.environment ??= { environments: 0, made: 0, installed: 0, prepared: 0 };
    try {
      const made = await make();
      this.#environments.add(made.environmentFolder);
      this.#part.environment.environments = this.#environments.size;
      setTimeout(() => void this.#look().catch(() => {}), toolsFirst).unref();
      return made;
    } finally {
      this.#wait(start, Date.now());
    }
  }

  /** Counts an environment that had to be made, with what uv said about that. */
  readonly made = (text: string): void => {
    const said = stripVTControlCharacters(text);
    this.#part.environment ??= { environments: 0, made: 0, installed: 0, prepared: 0 };
    const count = (form: RegExp) => Number(form.exec(said)?.[1] ?? 0);
    this.#part.environment.made += 1;
    this.#part.environment.installed += count(/^Installed (\d+) packages?/m);
    this.#part.environment.prepared += count(/^Prepared (\d+) packages?/m);
  };

  /** Writes all that is known. To be called before Nx gets the last result, after which it may end this process. */
  async end(): Promise<void> {
    await this.#look().catch(() => {});
    // If it was Nx that told a tool to end, it is about to tell this process.
    if (this.#stopped.size > 0) await new Promise((done) => setTimeout(done, soon));
    if (this.#part.state === 'running') this.#part.state = 'ended';
    this.#write();
  }

  #wait(start: number, end: number): void {
    const last = this.#waits.at(-1);
    // The tasks of a group wait side by side, and for the same.
    const [from, until] = last ? spanOf(last) : [0, 0];
    if (last && start <= until) {
      const first = Math.min(from, start);
      last.start = new Date(first).toISOString();
      last.milliseconds = Math.max(until, end) - first;
      return;
    }
    const wait = { tool: 'uv', kind: 'environment', milliseconds: end - start };
    this.#waits.push({ ...wait, start: new Date(start).toISOString(), tasks: 0, task: null });
  }

  #processes(): ReportedProcess[] {
    const spans = this.#run.clock.spans.slice(0, most);
    return spans.map(({ ids, startTime, endTime }) => {
      const [id = ''] = ids;
      const { project, target } = this.#names.get(id) ?? { project: '', target: '' };
      const { kind, tool } = this.#targetsOf(project, target);
      return {
        tool: tool ?? '',
        kind: kind ?? '',
        start: new Date(startTime).toISOString(),
        milliseconds: Math.round(endTime - startTime),
        tasks: ids.length,
        task: ids.length === 1 ? id : null,
      };
    });
  }

  #write(): void {
    orSay(() => {
      this.#part.tasks = [...this.#tasks.values()];
      // Those that took no time have nothing to show.
      const waits = this.#waits.filter(({ milliseconds }) => milliseconds > 0);
      this.#part.processes = [...waits, ...this.#processes()];
      this.#part.written = Date.now();
      writePart(this.#run.root, this.#part, process.pid);
      writeRunning(this.#run.root, this.#part, this.#run.graph, this.#cacheFolder);
    });
  }
}

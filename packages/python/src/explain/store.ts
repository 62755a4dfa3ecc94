import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { NxJsonConfiguration } from '@nx/devkit';
import type { Appearance } from './history.js';
import { limits, runsToForget } from './prune.js';
import { parseRunFile, type RunFile, type RunTask } from './run-file.js';
import type { VariableValue } from './state.js';

/** Where things are kept. */
export interface StoreFolders {
  /** Nx's cache, which holds run.json. */
  cache: string;
  /** Nx's data, which holds project-graph.json and file-map.json. */
  workspaceData: string;
}

/** A task of a run, by which the run is recognised. */
export interface Witness {
  id: string;
  hash: string;
}

/** What is known about a run before its tasks are done. */
export interface RunFacts {
  version: 2;
  /** Milliseconds since 1970, between the run's start and its end. */
  time: number;
  nxJson: NxJsonConfiguration;
  variables: Record<string, VariableValue>;
  interpreters: Record<string, string>;
  /** The cache, and with it run.json, may be shared with another checkout. */
  witness?: Witness;
}

/** What Nx told about a run in the end. */
interface RunEnd {
  /** Such as `nx affected -t signal`. */
  command: string;
  tasks: RunTask[];
}

/** Nx's settings at one moment. */
export interface NxSettings {
  nxJson: NxJsonConfiguration;
  /** When nx.json was last changed, in milliseconds since 1970. */
  changed: number;
}

/** Facts as they are stored. */
interface StoredFacts extends RunFacts {
  /** Size and time of Nx's graph when it was linked: as long as they stay, so does the graph. */
  graphStamp: string;
}

/** Names of the files of one recorded run. */
export const runFiles = {
  facts: 'facts.json',
  graph: 'graph.json',
  files: 'files.json',
  end: 'end.json',
} as const;

/** Names of Nx's own files. */
export const nxFiles = {
  graph: 'project-graph.json',
  files: 'file-map.json',
  run: 'run.json',
} as const;

/**
 * The recorded runs of a workspace, one folder each. Nx writes its graph and its file hashes by
 * renaming, so a hard link keeps those of a run as they were, at no cost; which tasks it had is
 * taken over from run.json later.
 */
export class RunStore {
  readonly #folder: string;
  readonly #folders: StoreFolders;

  constructor(folders: StoreFolders) {
    this.#folders = folders;
    this.#folder = join(folders.workspaceData, 'nx-signal', 'runs');
  }

  /** Where the salt of recorded variables is kept. */
  get saltFile(): string {
    return join(this.#folder, 'salt');
  }

  /** Names of all recorded runs, oldest first. */
  list(): string[] {
    if (!existsSync(this.#folder)) return [];
    return readdirSync(this.#folder)
      .filter((name) => /^\d+-\d+$/.test(name))
      .sort();
  }

  path(run: string, file: string): string {
    return join(this.#folder, run, file);
  }

  readJson(run: string, file: string): unknown {
    return JSON.parse(readFileSync(this.path(run, file), 'utf8'));
  }

  /** A task's place in each recorded run that had it, oldest first. */
  appearances(task: string): Appearance[] {
    return this.list().flatMap((run) => {
      const end = this.#end(run);
      const found = end?.tasks.find(([id]) => id === task);
      if (!end || !found) return [];
      const [, hash, ran, success] = found;
      const { time } = this.readJson(run, runFiles.facts) as RunFacts;
      const { command } = end;
      const outcome = ran ? 'ran' : 'replayed';
      return [{ run, time: new Date(time).toISOString(), command, hash, outcome, success }];
    });
  }

  /** Whether the newest record is that of a process of Nx. */
  isRecorded(processId: number): boolean {
    return this.list().at(-1)?.endsWith(`-${processId}`) ?? false;
  }

  /**
   * Records the state a run starts from.
   *
   * @param processId - that of Nx; 0 when it is over
   * @returns the record's name
   */
  add(processId: number, facts: RunFacts): string {
    const previous = this.list().at(-1);
    const run = `${facts.time}-${processId}`;
    const draft = join(this.#folder, `.${run}`);
    mkdirSync(draft, { recursive: true });
    const graph = join(this.#folders.workspaceData, nxFiles.graph);
    const graphStamp = stampOf(graph);
    link(this.#sameGraph(previous, graph, graphStamp) ?? graph, join(draft, runFiles.graph));
    link(join(this.#folders.workspaceData, nxFiles.files), join(draft, runFiles.files));
    const stored: StoredFacts = { ...facts, graphStamp };
    writeFileSync(join(draft, runFiles.facts), JSON.stringify(stored));
    renameSync(draft, join(this.#folder, run));
    return run;
  }

  /**
   * Takes over the tasks of the last run that ended.
   *
   * @param present - with it, a run that was not recorded is recorded now if Nx's files still say what it
   *   started from
   */
  adopt(present?: NxSettings): void {
    const source = join(this.#folders.cache, nxFiles.run);
    if (!existsSync(source)) return;
    const end = statSync(source).mtimeMs;
    const runs = this.list();
    // Not finished since the newest run started.
    if (end < timeOf(runs.at(-1) ?? '0-')) return;
    const file = parseRunFile(readFileSync(source, 'utf8'));
    if (!file) return;
    const run =
      runs.findLast((name) => this.#isRunOf(name, file, end)) ??
      (present && this.#addPast(file, present));
    if (!run || existsSync(this.path(run, runFiles.end))) return;
    const draft = this.path(run, `.${runFiles.end}`);
    const { command, tasks } = file;
    writeFileSync(draft, JSON.stringify({ command, tasks } satisfies RunEnd));
    renameSync(draft, this.path(run, runFiles.end));
  }

  /** Lets go of runs when there are many. */
  prune(): void {
    const runs = this.list();
    if (runs.length <= limits.most) return;
    for (const run of runsToForget(runs, (name) => this.#end(name)?.tasks))
      rmSync(join(this.#folder, run), { recursive: true, force: true });
  }

  /** Forgets everything. */
  clear(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Undefined for a run that did not end. */
  #end(run: string): RunEnd | undefined {
    if (!existsSync(this.path(run, runFiles.end))) return undefined;
    return this.readJson(run, runFiles.end) as RunEnd;
  }

  #isRunOf(run: string, file: RunFile, end: number): boolean {
    const time = timeOf(run);
    if (time < file.startTime || time > end) return false;
    const { witness } = this.readJson(run, runFiles.facts) as RunFacts;
    return !witness || file.tasks.some(([id, hash]) => id === witness.id && hash === witness.hash);
  }

  /** Undefined when the graph may have been another one, or the run that of another checkout. */
  #addPast({ startTime: time }: RunFile, { nxJson, changed }: NxSettings): string | undefined {
    const { workspaceData } = this.#folders;
    const files = [nxFiles.graph, nxFiles.files].map((name) => join(workspaceData, name));
    if (!files.every(existsSync)) return undefined;
    const written = Math.max(...files.map((file) => statSync(file).mtimeMs));
    if (changed > time || written > time || written < time - longestDelay) return undefined;
    return this.add(0, { version: 2, time, nxJson, variables: {}, interpreters: {} });
  }

  /**
   * The previous run's graph when it says the same as Nx's present one. It is by far the largest
   * file, and Nx writes it anew whenever any file changes.
   */
  #sameGraph(previous: string | undefined, graph: string, stamp: string): string | undefined {
    if (previous === undefined) return undefined;
    const path = this.path(previous, runFiles.graph);
    const { graphStamp } = this.readJson(previous, runFiles.facts) as StoredFacts;
    return graphStamp === stamp || isSameGraph(path, graph) ? path : undefined;
  }
}

/** Milliseconds between a graph and the run that it was made for, at most: Nx hashes in between. */
const longestDelay = 60_000;

function stampOf(file: string): string {
  const { size, mtimeMs } = statSync(file);
  return `${size}@${mtimeMs}`;
}

function timeOf(run: string): number {
  return Number(run.slice(0, run.indexOf('-')));
}

function link(source: string, target: string): void {
  try {
    linkSync(source, target);
  } catch {
    // Some file systems have no hard links.
    copyFileSync(source, target);
  }
}

/** Behind this many bytes from the end stands only the time at which Nx computed the graph. */
const tailBytes = 40;

function isSameGraph(left: string, right: string): boolean {
  try {
    if (statSync(left).size !== statSync(right).size) return false;
    const [first, second] = [readFileSync(left), readFileSync(right)];
    return first.subarray(0, -tailBytes).equals(second.subarray(0, -tailBytes));
  } catch {
    return false;
  }
}

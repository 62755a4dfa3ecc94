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
import { parseRunFile, type RunTask } from './run-file.js';
import type { VariableValue } from './state.js';

/** Where things are kept. */
export interface StoreFolders {
  /** Nx's cache, which holds run.json. */
  cache: string;
  /** Nx's data, which holds project-graph.json and file-map.json. */
  workspaceData: string;
}

/** What is known about a run before it starts. */
export interface RunFacts {
  version: 1;
  /** Milliseconds since 1970. */
  time: number;
  /** As run.json tells it: `nx affected -t signal`. */
  command: string;
  nxJson: NxJsonConfiguration;
  variables: Record<string, VariableValue>;
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
  tasks: 'tasks.json',
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
 * taken over from run.json when the next run starts.
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
      const found = this.#tasks(run)?.find(([id]) => id === task);
      if (!found) return [];
      const [, hash, ran, success] = found;
      const { time, command } = this.readJson(run, runFiles.facts) as RunFacts;
      const outcome = ran ? 'ran' : 'replayed';
      return [{ run, time: new Date(time).toISOString(), command, hash, outcome, success }];
    });
  }

  /** Records the state a run starts from. */
  add(facts: RunFacts): void {
    const previous = this.list().at(-1);
    const run = `${facts.time}-${process.pid}`;
    const draft = join(this.#folder, `.${run}`);
    mkdirSync(draft, { recursive: true });
    const graph = join(this.#folders.workspaceData, nxFiles.graph);
    const graphStamp = stampOf(graph);
    link(this.#sameGraph(previous, graph, graphStamp) ?? graph, join(draft, runFiles.graph));
    link(join(this.#folders.workspaceData, nxFiles.files), join(draft, runFiles.files));
    const stored: StoredFacts = { ...facts, graphStamp };
    writeFileSync(join(draft, runFiles.facts), JSON.stringify(stored));
    renameSync(draft, join(this.#folder, run));
  }

  /** Takes over the tasks of the last run that ended. */
  adopt(): void {
    const source = join(this.#folders.cache, nxFiles.run);
    const runs = this.list();
    const newest = runs.at(-1);
    if (newest === undefined || !existsSync(source)) return;
    // Not finished since the newest run started, or taken over already.
    if (statSync(source).mtimeMs < timeOf(newest)) return;
    const file = parseRunFile(readFileSync(source, 'utf8'));
    const run = file && runs.findLast((name) => this.#isRunOf(name, file));
    if (!file || !run || existsSync(this.path(run, runFiles.tasks))) return;
    const draft = this.path(run, `.${runFiles.tasks}`);
    writeFileSync(draft, JSON.stringify(file.tasks));
    renameSync(draft, this.path(run, runFiles.tasks));
  }

  /** Lets go of runs when there are many. */
  prune(): void {
    const runs = this.list();
    if (runs.length <= limits.most) return;
    for (const run of runsToForget(runs, (name) => this.#tasks(name)))
      rmSync(join(this.#folder, run), { recursive: true, force: true });
  }

  /** Forgets everything. */
  clear(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Undefined for a run that did not end. */
  #tasks(run: string): RunTask[] | undefined {
    if (!existsSync(this.path(run, runFiles.tasks))) return undefined;
    return this.readJson(run, runFiles.tasks) as RunTask[];
  }

  #isRunOf(run: string, file: { command: string; startTime: number }): boolean {
    const delay = file.startTime - timeOf(run);
    // The cache, and with it run.json, may be shared with another checkout of the repository.
    if (delay < 0 || delay > longestDelay) return false;
    return (this.readJson(run, runFiles.facts) as RunFacts).command === file.command;
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

/** Milliseconds between the record of a run and its first task, at most: Nx hashes in between. */
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

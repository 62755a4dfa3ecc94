import { existsSync, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Task } from '@nx/devkit';
import { mark } from './identity.js';

/** Outputs may be patterns, too: which files those are is Nx's affair. */
const isPattern = (output: string) => /[*?{}[\]!]/.test(output);

/** All that lies at a path, by what tells each file from a later one; and when the youngest of it changed. */
function look(path: string, marks: string[]): number {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (!stats?.isDirectory()) {
    marks.push(`${path} ${mark(path)}`);
    return stats?.ctimeMs ?? 0;
  }
  marks.push(path);
  const inside = readdirSync(path).sort();
  return Math.max(0, ...inside.map((name) => look(join(path, name), marks)));
}

interface Marks {
  text: string;
  /** Milliseconds since the epoch. */
  youngest: number;
}

function marksOf(workspaceRoot: string, outputs: readonly string[]): Marks | undefined {
  if (outputs.some(isPattern)) return undefined;
  const marks: string[] = [];
  try {
    const times = outputs.map((output) => look(join(workspaceRoot, output), marks));
    return { text: marks.join('\n'), youngest: Math.max(0, ...times) };
  } catch {
    // Something went away meanwhile.
    return undefined;
  }
}

/** The names of all that lies at some paths below a folder. */
function namesOf(folder: string, outputs: readonly string[]): string {
  const names = outputs.map((output) => {
    const path = join(folder, output);
    const stats = lstatSync(path, { throwIfNoEntry: false });
    if (!stats?.isDirectory()) return stats !== undefined;
    return readdirSync(path, { recursive: true }).sort();
  });
  return JSON.stringify(names);
}

/** By what the outputs of a task are known: what is never replayed has no use for its hash, and may have none. */
export const keyOfOutputs = ({
  id,
  hash,
  cache,
}: Pick<Task, 'id' | 'hash' | 'cache'>): string | undefined => (cache ? hash : id);

/** A task whose outputs are on the disk. */
export interface TaskOutputs {
  /** Its hash, or for what is never replayed its id. */
  key: string;
  outputs: readonly string[];
  /** Whether Nx can put them there. */
  canReplay: boolean;
}

/** Knows which outputs are on the disk as the last answer has left them. */
export class KeptOutputs {
  readonly #root: string;
  readonly #known = new Map<string, string>();
  #cacheFolder = '';

  constructor(workspaceRoot: string) {
    this.#root = workspaceRoot;
  }

  /** Tells where Nx keeps what it replays: a folder for each hash. */
  replayedFrom(cacheFolder: string): void {
    this.#cacheFolder = cacheFolder;
  }

  /**
   * Looks at the outputs of an answer, in place of those of the one before. They count only with the names that Nx would
   * put there: what is missing may have been taken away since.
   *
   * @param end - when Nx had done with them, in milliseconds since the epoch: what is younger is somebody else's
   */
  remember(tasks: readonly TaskOutputs[], end: number): void {
    this.#known.clear();
    for (const { key, outputs, canReplay } of tasks) {
      const found = marksOf(this.#root, outputs);
      const isWhole = !canReplay || this.#isWhole(key, outputs);
      if (found && found.youngest <= end && isWhole) this.#known.set(key, found.text);
    }
  }

  #isWhole(hash: string, outputs: readonly string[]): boolean {
    const replayed = join(this.#cacheFolder, hash);
    try {
      return existsSync(replayed) && namesOf(replayed, outputs) === namesOf(this.#root, outputs);
    } catch {
      return false;
    }
  }

  /** Whether they are as they were left. */
  readonly isThere = (key: string, outputs: readonly string[]): boolean => {
    const known = this.#known.get(key);
    return known !== undefined && marksOf(this.#root, outputs)?.text === known;
  };
}

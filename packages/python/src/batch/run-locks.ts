import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type LockedTool, lockedTool } from '../environment/tool-environment.js';
import { digestText } from '../lock/digest.js';

/** A uv.lock, and ruff as it has it, if ruff can be had by itself. */
export interface RunLock {
  text: string;
  digest: string;
  ruff: LockedTool | undefined;
  /** Most locks have none, and nobody is looked at. */
  hasConflicts: boolean;
}

/** The locks of a run, each as it was when it was asked for first. */
export class RunLocks {
  readonly #root: string;
  readonly #locks = new Map<string, RunLock | undefined>();

  constructor(root: string) {
    this.#root = root;
  }

  /** That of an environment; undefined where uv has none. */
  of(environment: string): RunLock | undefined {
    if (!this.#locks.has(environment)) this.#locks.set(environment, this.#read(environment));
    return this.#locks.get(environment);
  }

  #read(environment: string): RunLock | undefined {
    const folder = join(this.#root, environment);
    const file = join(folder, 'uv.lock');
    if (!existsSync(file)) return undefined;
    const text = readFileSync(file, 'utf8');
    return {
      text,
      digest: digestText(text),
      ruff: lockedTool('ruff', text, folder),
      hasConflicts: /^conflicts = /m.test(text),
    };
  }
}

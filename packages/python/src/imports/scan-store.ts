import { readFileSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { packImports } from './file-import.js';
import { scanImports } from './scan.js';

/** Raise when the scanner's output changes for the same source. */
const storeVersion = 1;

interface Scanned {
  hash: string;
  packed: string;
}

/**
 * The imports of every file that was ever scanned, by content hash: only what changed is read again,
 * also by the next process.
 */
export class ScanStore {
  #known = new Map<string, Scanned>();
  #path: string | undefined;

  /** Loads what an earlier process left at `path`; a damaged or missing file is no loss. */
  async load(path: string): Promise<void> {
    if (this.#path === path) return;
    this.#path = path;
    try {
      const stored = JSON.parse(await readFile(path, 'utf8'));
      if (stored.version === storeVersion) this.#known = new Map(Object.entries(stored.files));
    } catch {
      this.#known = new Map();
    }
  }

  /**
   * The packed imports of files, scanning those whose hash is new. A file that cannot be read has
   * none: it was deleted a moment ago, and the next graph does without it.
   *
   * @param hashes - content hashes by file, relative to `workspaceRoot`
   */
  async scan(
    workspaceRoot: string,
    hashes: ReadonlyMap<string, string>,
  ): Promise<Map<string, string>> {
    const result = new Map<string, string>();
    const next = new Map<string, Scanned>();
    let changed = hashes.size !== this.#known.size;
    for (const [file, hash] of hashes) {
      let scanned = this.#known.get(file);
      if (scanned?.hash !== hash) {
        scanned = { hash, packed: scanFile(join(workspaceRoot, file)) };
        changed = true;
      }
      next.set(file, scanned);
      result.set(file, scanned.packed);
    }
    this.#known = next;
    if (changed) await this.#save();
    return result;
  }

  async #save(): Promise<void> {
    if (this.#path === undefined) return;
    const temporary = `${this.#path}.${process.pid}`;
    try {
      await mkdir(dirname(this.#path), { recursive: true });
      await writeFile(
        temporary,
        JSON.stringify({ version: storeVersion, files: Object.fromEntries(this.#known) }),
      );
      await rename(temporary, this.#path);
    } catch {
      // A full or read-only disk costs the next process its head start, and nothing else.
    }
  }
}

function scanFile(path: string): string {
  try {
    return packImports(scanImports(readFileSync(path)));
  } catch {
    return '';
  }
}

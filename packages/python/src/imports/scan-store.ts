import { readFileSync } from 'node:fs';
import { appendFile, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { packImports, withoutLines } from './file-import.js';
import { scanImports } from './scan.js';

/** First line of a store; another number when the scanner's output changes for the same source. */
const heading = '{"version":2}';

interface Scanned {
  hash: string;
  packed: string;
}

type Line = [file: string, hash: string, packed: string];

/**
 * The imports of every file that was ever scanned, by content hash: only what changed is read again,
 * also by the next process. The store is a list of lines, of which the last about a file counts, so
 * that an edit costs one more line rather than all of them.
 */
export class ScanStore {
  #known = new Map<string, Scanned>();
  #path: string | undefined;
  /** Lines in the store; undefined when it has to be written anew. */
  #lines: number | undefined;
  #saves = 0;

  /** Loads what an earlier process left at `path`; a damaged or missing file is no loss. */
  async load(path: string): Promise<void> {
    if (this.#path === path) return;
    this.#path = path;
    this.#known = new Map();
    this.#lines = undefined;
    try {
      const [first, ...lines] = (await readFile(path, 'utf8')).trimEnd().split('\n');
      if (first !== heading) return;
      for (const line of lines) {
        const [file, hash, packed]: Line = JSON.parse(line);
        this.#known.set(file, { hash, packed });
      }
      this.#lines = lines.length;
    } catch {
      // What was read up to the damage is good; the rest is scanned again.
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
    const changed: string[] = [];
    for (const [file, hash] of hashes) {
      let scanned = this.#known.get(file);
      if (scanned?.hash !== hash) {
        scanned = { hash, packed: scanFile(join(workspaceRoot, file)) };
        this.#known.set(file, scanned);
        changed.push(file);
      }
      result.set(file, scanned.packed);
    }
    if (changed.length > 0) await this.#save(changed, hashes);
    return result;
  }

  /**
   * Whether files import what they did when they were scanned last, on whichever lines. Nothing is remembered of what
   * they are now.
   */
  hasSame(workspaceRoot: string, files: readonly string[]): boolean {
    return files.every((file) => {
      const known = this.#known.get(file)?.packed;
      return (
        known !== undefined &&
        withoutLines(known) === withoutLines(scanFile(join(workspaceRoot, file)))
      );
    });
  }

  #linesOf(files: Iterable<string>): string {
    let text = '';
    for (const file of files) {
      const { hash, packed } = this.#known.get(file) as Scanned;
      text += `${JSON.stringify([file, hash, packed] satisfies Line)}\n`;
    }
    return text;
  }

  /** Adds what changed; writes all anew once half of the lines are of no use. */
  async #save(changed: readonly string[], live: ReadonlyMap<string, string>): Promise<void> {
    if (this.#path === undefined) return;
    const lines = (this.#lines ?? Number.POSITIVE_INFINITY) + changed.length;
    try {
      if (lines <= 2 * live.size + 100) {
        await appendFile(this.#path, this.#linesOf(changed));
        this.#lines = lines;
        return;
      }
      const temporary = `${this.#path}.${process.pid}.${this.#saves++}`;
      await mkdir(dirname(this.#path), { recursive: true });
      await writeFile(temporary, `${heading}\n${this.#linesOf(live.keys())}`);
      await rename(temporary, this.#path);
      this.#lines = live.size;
    } catch {
      // A full or read-only disk costs the next process its head start, and nothing else.
      this.#lines = undefined;
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

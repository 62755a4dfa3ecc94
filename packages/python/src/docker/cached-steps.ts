import type { CacheCount } from '../process/cache-counts.js';
import { LineCutter } from '../process/line-cutter.js';

/** A step of a Dockerfile, such as `#7 [build 2/5] RUN make`; FROM does no work of its own. */
const named = /^#(\d+) \[(?!internal\])[^\]]*\d+\/\d+\] (?!FROM\b)\S/;
const ended = /^#(\d+) (CACHED|DONE\b)/;

/** Counts in BuildKit's plain progress the steps of the Dockerfile, and those that it found in its cache. */
export class CachedSteps {
  readonly #cutter = new LineCutter();
  readonly #steps = new Map<string, 'CACHED' | 'DONE' | undefined>();

  /** Takes a piece of what BuildKit prints. */
  push(text: string): void {
    for (const line of this.#cutter.push(text)) {
      const step = named.exec(line)?.[1];
      if (step !== undefined && !this.#steps.has(step)) this.#steps.set(step, undefined);
      const [, number = '', how] = ended.exec(line) ?? [];
      if (this.#steps.has(number)) this.#steps.set(number, how === 'CACHED' ? how : 'DONE');
    }
  }

  /** Of the steps that came to their end; undefined where there is none. */
  get count(): CacheCount | undefined {
    const ends = [...this.#steps.values()].filter((end) => end !== undefined);
    if (ends.length === 0) return undefined;
    return { hits: ends.filter((end) => end === 'CACHED').length, of: ends.length };
  }
}

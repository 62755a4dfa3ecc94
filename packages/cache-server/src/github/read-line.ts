import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { CacheEntry, CacheServiceClient } from './cache-service-client.js';
import { downloadBlob } from './download-blob.js';
import { openPack, type Pack } from './pack-file.js';
import type { Span } from './pack-format.js';
import { packKey, packNumber, packPrefix } from './pack-keys.js';
import { bestSpan, isInSpan, numbersToRead, spanBehind } from './pack-line.js';
import { reasonOf, ServiceError } from './service-error.js';

/** Downloads at one time. */
const atOnce = 4;

/** The packs of a ref, as far as they could be had. */
export interface PackLine {
  ref: string;
  /** The newest first. */
  packs: Pack[];
  /** The highest number that was seen; 0 for none. */
  top: number;
  /** What the next pack may say of those before it; undefined when not all could be looked at. */
  span: Span | undefined;
  /** Packs that were there and could not be used. */
  broken: number;
  /** What ended it before its time. */
  reason?: string;
}

/** Where packs come from, and go to. */
export interface ReadSettings {
  client: CacheServiceClient;
  folder: string;
  /** Most bytes of one pack. */
  mostBytes: number;
  signal: AbortSignal;
}

/** Reads the packs of one ref. */
class LineReader {
  private readonly known = new Map<number, Pack | 'absent'>();
  private broken = 0;
  /** Whether a pack may be whole, and could only not be had this time. */
  private isPartial = false;

  constructor(
    private readonly ref: string,
    private readonly settings: ReadSettings,
  ) {
    mkdirSync(settings.folder, { recursive: true });
  }

  async read(): Promise<PackLine> {
    let top = 0;
    try {
      const entry = await this.settings.client.findNewest(packPrefix(this.ref));
      top = (entry && packNumber(this.ref, entry.key)) ?? 0;
      if (!entry || top === 0) return this.line(0, { floor: 1 });
      await this.take(top, entry);
      await this.takeAll(top);
      return this.line(top, this.isPartial ? undefined : spanBehind(this.known, top));
    } catch (error) {
      return { ...this.line(top, undefined), reason: reasonOf(error) };
    }
  }

  private line(newest: number, span: Span | undefined): PackLine {
    const packs = [...this.known.values()].filter((pack) => pack !== 'absent');
    const best = bestSpan(this.known);
    return {
      ref: this.ref,
      packs: packs
        .filter(({ number }) => isInSpan(number, best))
        .sort((one, other) => other.number - one.number),
      top: Math.max(newest, ...packs.map(({ number }) => number)),
      span,
      broken: this.broken,
    };
  }

  private async takeAll(newest: number): Promise<void> {
    for (;;) {
      const numbers = numbersToRead(this.known, newest).slice(0, atOnce);
      if (numbers.length === 0) return;
      await Promise.all(numbers.map((number) => this.lookFor(number)));
    }
  }

  private async lookFor(number: number): Promise<void> {
    const entry = await this.settings.client.find(packKey(this.ref, number));
    if (entry) await this.take(number, entry);
    else this.known.set(number, 'absent');
  }

  /** Downloads a pack; one that is not whole counts as none. */
  private async take(number: number, { key, url }: CacheEntry): Promise<void> {
    const { folder, mostBytes, signal } = this.settings;
    const path = join(folder, String(number));
    let pack: Pack | undefined;
    try {
      await downloadBlob(url, path, mostBytes, signal);
      pack = openPack(path, key, number);
    } catch (error) {
      // Time is up for all of them; anything else concerns this one.
      if (signal.aborted) throw error;
      if (!(error instanceof ServiceError && error.failure === 'gone')) this.isPartial = true;
    }
    this.known.set(number, pack ?? 'absent');
    if (pack) return;
    this.broken += 1;
    rmSync(path, { force: true });
  }
}

/** Reads the packs of a ref. Never throws: what could be had is there, and why it is not more. */
export function readLine(ref: string, settings: ReadSettings): Promise<PackLine> {
  return new LineReader(ref, settings).read();
}

import { createHash, randomBytes } from 'node:crypto';
import {
  copyFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ignoreAbsent } from '../../../files.js';
import { temporaryFolder } from '../../../testing/temporary-folder.js';
import { type ObjectKey, objectId } from '../../object-key.js';
import { DiskFlush } from '../disk-flush.js';
import { encodeTrailer } from '../object-file.js';
import { ObjectIndex } from '../object-index.js';
import { readObjectBytes } from '../open-object.js';
import { Packs } from './packs.js';

const packBytes = 1024 * 1024;
const keyOf = (name: string): ObjectKey => ({ protocol: 'nx', scope: 'shared/default', name });
const idOf = (name: string) => objectId(keyOf(name));

/** Packs of a folder with the index that belongs to them, as one process has them. */
class Store {
  readonly index = new ObjectIndex();
  readonly troubles: string[] = [];
  readonly packs: Packs;

  constructor(readonly folder = join(temporaryFolder(), 'packs')) {
    this.packs = new Packs({
      folder,
      packBytes,
      index: this.index,
      disk: new DiskFlush(),
      events: {
        corrupt: () => undefined,
        evicted: () => undefined,
        warn: () => undefined,
        trouble: (message, error) => void this.troubles.push(`${message}: ${error}`),
      },
    });
    onTestFinished(() => this.packs.close());
  }

  async put(name: string, body: Buffer): Promise<void> {
    const sha256 = createHash('sha256').update(body).digest('hex');
    const record = { ...keyOf(name), size: body.length, sha256, time: '', identity: 'test' };
    const trailer = encodeTrailer(record);
    await this.packs.append(idOf(name), [body, trailer], body.length + trailer.length);
  }

  /** The body as it is read, or undefined. */
  get(name: string, bytes: number): Buffer | undefined {
    const entry = this.index.get(idOf(name));
    if (!entry) return undefined;
    return readObjectBytes(this.packs.source(entry.place, entry.size))?.subarray(0, bytes);
  }

  drop(name: string): void {
    const entry = this.index.get(idOf(name));
    if (!entry) return;
    this.index.remove(idOf(name));
    this.packs.drop(entry.place, entry.size);
  }

  /** Bytes of all packs on disk. */
  get diskBytes(): number {
    return this.names('pack').reduce(
      (sum, name) => sum + statSync(join(this.folder, name)).size,
      0,
    );
  }

  names(ending: string): string[] {
    return readdirSync(this.folder).filter((name) => name.endsWith(`.${ending}`));
  }

  async restart(): Promise<Store> {
    await this.packs.close();
    return new Store(this.folder);
  }

  /** Bytes of packs that are no object's, as the disk and the index say. */
  get wasted(): number {
    return this.diskBytes - this.index.totalBytes;
  }

  /** What a process finds after this one was killed at this moment. */
  kill(): Store {
    const copy = temporaryFolder();
    for (const name of readdirSync(this.folder))
      try {
        copyFileSync(join(this.folder, name), join(copy, name));
      } catch (error) {
        // Deleted at this moment, in another thread.
        ignoreAbsent(error);
      }
    return new Store(copy);
  }
}

/** So many objects, which fill several packs. */
async function fill(store: Store, count: number, bytes = 50_000): Promise<Map<string, Buffer>> {
  const bodies = new Map(
    Array.from({ length: count }, (_, at) => [`${at}`, randomBytes(bytes)] as const),
  );
  await Promise.all([...bodies].map(([name, body]) => store.put(name, body)));
  return bodies;
}

function expectAll(store: Store, bodies: ReadonlyMap<string, Buffer>): void {
  for (const [name, body] of bodies)
    expect(store.get(name, body.length)?.equals(body), name).toBe(true);
}

describe('packs', () => {
  it('have what was put into them, also after a restart, and after a kill', async () => {
    const store = new Store();
    const bodies = await fill(store, 60);
    expectAll(store, bodies);
    expectAll(store.kill(), bodies);
    const next = await store.restart();
    expectAll(next, bodies);
    expect(next.names('pack').length).toBeGreaterThan(2);
    expect(next.names('table')).toHaveLength(next.names('pack').length);
    expect(next.wasted).toBe(0);
    expect(next.packs.deadBytes).toBe(0);
  });

  it.each([
    ['are deleted', (path: string) => rmSync(path)],
    ['are damaged', (path: string) => truncateSync(path, statSync(path).size - 1)],
    ['are empty', (path: string) => truncateSync(path, 0)],
  ])('need no tables: when they %s, all is there and they are made again', async (_, damage) => {
    const store = new Store();
    const bodies = await fill(store, 45);
    await store.packs.close();
    for (const name of store.names('table')) damage(join(store.folder, name));
    const next = new Store(store.folder);
    expectAll(next, bodies);
    await next.packs.close();
    expect(next.names('table')).toHaveLength(next.names('pack').length);
  });

  it('forget tables that belong to none, and rows of a pack that has lost its end', async () => {
    const store = new Store();
    const bodies = await fill(store, 5);
    await store.packs.close();
    writeFileSync(join(store.folder, '00000099.table'), 'x');
    writeFileSync(join(store.folder, '00000001.table.new'), 'x');
    writeFileSync(join(store.folder, 'of-another'), 'x');
    const pack = join(store.folder, '00000001.pack');
    truncateSync(pack, statSync(pack).size - 1);
    const next = new Store(store.folder);
    expect(readdirSync(store.folder).sort()).toEqual([
      '00000001.pack',
      '00000001.table',
      'of-another',
    ]);
    bodies.delete('4');
    expectAll(next, bodies);
    expect(next.get('4', 1)).toBeUndefined();
  });

  it('keep the last use of objects for the next process', async () => {
    const store = new Store();
    await fill(store, 3);
    store.index.touch(idOf('1'), 4_000_000_000);
    const entry = store.index.get(idOf('1'));
    store.packs.noteUse(entry?.place ?? 0);
    const next = await store.restart();
    expect(next.index.get(idOf('1'))?.usedAt).toBe(4_000_000_000);
    next.index.sortByUse();
    expect([next.index.own, next.index.shared].map((list) => list.peekOldest()?.id)).not.toContain(
      idOf('1'),
    );
  });

  it('take no room when nothing was put into them, or all was dropped', async () => {
    const idle = new Store();
    await idle.packs.close();
    expect(readdirSync(idle.folder)).toEqual([]);
    const store = new Store();
    for (const name of (await fill(store, 45)).keys()) store.drop(name);
    await store.packs.close();
    expect(store.troubles).toEqual([]);
    expect(readdirSync(store.folder)).toEqual([]);
  });

  it('give back what is wasted, and keep the rest', async () => {
    const store = new Store();
    const bodies = await fill(store, 200, 20_000);
    for (let at = 0; at < 200; at += 1)
      if (at % 4 > 0) {
        store.drop(`${at}`);
        bodies.delete(`${at}`);
      }
    expect(store.packs.deadBytes).toBeGreaterThan(2_000_000);
    // All but the pack that uploads go into, which has room for more.
    await store.packs.compact(packBytes + 100_000);
    expect(store.packs.deadBytes).toBeLessThanOrEqual(packBytes + 100_000);
    expectAll(store, bodies);
    expectAll(store.kill(), bodies);
    const next = await store.restart();
    expectAll(next, bodies);
    expect(next.index.count).toBe(50);
    expect(next.diskBytes).toBeLessThan(2_300_000);
  });

  it('count what is dropped while it is moved', async () => {
    const store = new Store();
    await fill(store, 100, 20_000);
    for (let at = 0; at < 100; at += 3) store.drop(`${at}`);
    const compacted = store.packs.compact(0);
    // In every state of the move.
    for (let at = 0; at < 100; at += 1) {
      if (at % 5 === 0) store.drop(`${at}`);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await compacted;
    await store.packs.close();
    expect(store.packs.deadBytes).toBe(store.wasted);
    expect(store.index.count).toBe(53);
  });

  it('stay where they are when what they hold cannot be read, and others are emptied', async () => {
    const store = new Store();
    const bodies = await fill(store, 100, 20_000);
    await store.packs.close();
    const next = new Store(store.folder);
    for (let at = 0; at < 100; at += 2) next.drop(`${at}`);
    const lost = next.names('pack')[1] ?? '';
    truncateSync(join(next.folder, lost), 0);
    await next.packs.compact(0);
    await next.packs.close();
    expect(next.names('pack').length).toBeLessThanOrEqual(2);
    expect(next.names('pack')).toContain(lost);
    const after = new Store(next.folder);
    const kept = [...bodies].filter(([name]) => after.index.get(idOf(name)));
    expect(kept.length).toBeGreaterThan(20);
    expectAll(after, new Map(kept));
  });

  it('are made anew when somebody deletes them', async () => {
    const store = new Store();
    await fill(store, 5);
    rmSync(store.folder, { recursive: true });
    await expect.poll(() => store.get('0', 1)).toBeUndefined();
    await store.put('new', Buffer.from('new'));
    expect(String(store.get('new', 3))).toBe('new');
    expect(String(store.kill().get('new', 3))).toBe('new');
  });

  it('say what is wrong, take nothing for a while, and lose nothing', async () => {
    const store = new Store();
    const bodies = await fill(store, 5);
    // No further pack can be made.
    renameSync(store.folder, `${store.folder}-aside`);
    writeFileSync(store.folder, 'a file');
    const failures = await Promise.allSettled(
      Array.from({ length: 30 }, (_, at) => store.put(`more-${at}`, randomBytes(50_000))),
    );
    expect(failures.some(({ status }) => status === 'rejected')).toBe(true);
    expect(store.packs.isUsable).toBe(false);
    rmSync(store.folder);
    renameSync(`${store.folder}-aside`, store.folder);
    expectAll(await store.restart(), bodies);
  });

  it('behave like a map, whatever is done to them', { timeout: 120_000 }, async () => {
    const name = fc.nat(11).map(String);
    const step = fc.oneof(
      { weight: 12, arbitrary: fc.tuple(fc.constant('put'), name, fc.nat(60_000)) },
      { weight: 4, arbitrary: fc.tuple(fc.constant('drop'), name, fc.constant(0)) },
      {
        weight: 3,
        arbitrary: fc.tuple(
          fc.constantFrom('restart', 'kill', 'compact', 'tidy'),
          name,
          fc.constant(0),
        ),
      },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 80 }), async (steps) => {
        let store = new Store();
        const model = new Map<string, Buffer>();
        for (const [kind, each, size] of steps) {
          if (kind === 'put' && !model.has(each)) {
            model.set(each, randomBytes(size));
            await store.put(each, model.get(each) as Buffer);
          } else if (kind === 'drop') {
            store.drop(each);
            model.delete(each);
          } else if (kind === 'restart') store = await store.restart();
          else if (kind === 'kill') {
            store = store.kill();
            expectAll(store, model);
            // What was dropped may be back: it was stored, once.
            for (let at = 0; at < 12; at += 1) if (!model.has(`${at}`)) store.drop(`${at}`);
          } else if (kind === 'compact') void store.packs.compact(0);
          else if (kind === 'tidy') store.packs.tidy();
          expectAll(store, model);
          expect(store.index.count).toBe(model.size);
        }
        await store.packs.close();
        expect(store.troubles).toEqual([]);
        expect(store.packs.deadBytes).toBe(store.wasted);
      }),
      { numRuns: 15 },
    );
  });
});

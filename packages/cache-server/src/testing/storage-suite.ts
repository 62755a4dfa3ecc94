import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BufferPool } from '../body/buffer-pool.js';
import { MemoryBudget } from '../body/memory-budget.js';
import type { ReceivedBody } from '../body/received-body.js';
import { openSpoolFile } from '../body/spool-file.js';
import { readFully, writeAll } from '../files.js';
import type { ObjectKey } from '../storage/object-key.js';
import type { ObjectRecord } from '../storage/object-record.js';
import type { Storage, StorageEvents, StoredObject } from '../storage/storage.js';

/** What a back-end brings for the suite. */
export interface StorageUnderTest {
  storage: Storage;
  /** Another server over the same objects, where that is meant to work. */
  replica?: Storage;
  /** Changes the body of a stored object behind the back of the storage. */
  damage(key: ObjectKey): Promise<void>;
  stop(): Promise<void>;
}

/** What both back-ends are opened with in tests. */
export function testSettings(corrupt: string[]) {
  const events: StorageEvents = {
    corrupt: (id) => void corrupt.push(id),
    evicted: () => undefined,
    warn: () => undefined,
    trouble: (_, error) => {
      throw error;
    },
  };
  const buffers = new BufferPool([{ bytes: 64 * 1024, most: 4 }]);
  return { memoryBytes: 64 * 1024, budget: new MemoryBudget(1024 * 1024), buffers, events };
}

let count = 0;

function newKey(scope = 'shared/default'): ObjectKey {
  count += 1;
  return { protocol: 'nx', scope, name: String(count) };
}

function recordOf(key: ObjectKey, body: Buffer): ObjectRecord {
  const sha256 = createHash('sha256').update(body).digest('hex');
  const provenance = { identity: 'token:me', ref: 'refs/heads/main', run: '7' };
  return { ...key, size: body.length, sha256, time: '2026-01-02T03:04:05.678Z', ...provenance };
}

async function received(storage: Storage, body: Buffer, isLarge: boolean): Promise<ReceivedBody> {
  const { size, sha256 } = recordOf(newKey(), body);
  if (!isLarge)
    return { size, digest: () => sha256, chunks: [body.subarray(0, 3), body.subarray(3)] };
  const file = await openSpoolFile(storage.spoolFolder);
  await writeAll(file.fd, [body]);
  return { size, digest: () => sha256, file };
}

async function publish(storage: Storage, key: ObjectKey, body: Buffer, isLarge = false) {
  return storage.publish(await received(storage, body, isLarge), recordOf(key, body));
}

async function bytesOf({ body }: StoredObject): Promise<Buffer> {
  try {
    if (body.bytes) return Buffer.from(body.bytes);
    const bytes = Buffer.alloc(body.size);
    await readFully(body.fd ?? -1, bytes, 0);
    return bytes;
  } finally {
    body.release(true);
  }
}

async function readBytes(storage: Storage, key: ObjectKey): Promise<Buffer | undefined> {
  const object = await storage.read(key);
  return object && bytesOf(object);
}

/** What every back-end must do, in the same words. */
export function describeStorage(
  name: string,
  open: (corrupt: string[]) => Promise<StorageUnderTest>,
): void {
  describe(name, () => {
    const corrupt: string[] = [];
    let tested: StorageUnderTest;
    beforeAll(async () => {
      tested = await open(corrupt);
    }, 300_000);
    afterAll(() => tested.stop());

    it.each([
      ['in memory', 20_000, false],
      ['through a file', 300_000, true],
      ['of no bytes', 0, false],
    ])('gives back what was stored, %s', async (_, bytes, isLarge) => {
      const { storage } = tested;
      const [key, body] = [newKey(), randomBytes(bytes)];
      expect(await storage.read(key)).toBeUndefined();
      expect(await publish(storage, key, body, isLarge)).toBe('stored');
      const object = await storage.read(key);
      expect(object?.record).toEqual(recordOf(key, body));
      expect((await bytesOf(object as StoredObject)).equals(body)).toBe(true);
      expect(await storage.describe(key)).toEqual(recordOf(key, body));
    });

    it('keeps scopes and protocols apart', async () => {
      const { storage } = tested;
      const key = newKey();
      await publish(storage, key, Buffer.from('shared'));
      const own = { ...key, scope: 'own/default/pull' };
      const other = { ...key, protocol: 'sccache' as const };
      expect(await storage.read(own)).toBeUndefined();
      expect(await storage.read(other)).toBeUndefined();
      expect(await publish(storage, own, Buffer.from('own'))).toBe('stored');
      expect(String(await readBytes(storage, key))).toBe('shared');
      expect(String(await readBytes(storage, own))).toBe('own');
    });

    it('lets one of 16 writers win, whole', async () => {
      const writers = [tested.storage, tested.replica ?? tested.storage];
      const key = newKey();
      const bodies = Array.from({ length: 16 }, () => randomBytes(5000));
      const outcomes = await Promise.all(
        bodies.map((body, at) => publish(writers[at % 2] as Storage, key, body)),
      );
      expect(outcomes.filter((outcome) => outcome === 'stored')).toHaveLength(1);
      const winner = bodies[outcomes.indexOf('stored')] as Buffer;
      for (const storage of writers)
        expect((await readBytes(storage, key))?.equals(winner)).toBe(true);
    });

    it.each([
      ['small', 1000, false],
      ['large', 300_000, true],
    ])(
      'takes a corrupt %s object for a miss, once, and then a new one',
      async (_, bytes, isLarge) => {
        const { storage } = tested;
        const [key, body] = [newKey(), randomBytes(bytes)];
        await publish(storage, key, body, isLarge);
        await readBytes(storage, key);
        await tested.damage(key);
        corrupt.length = 0;
        expect(await storage.read(key)).toBeUndefined();
        expect(corrupt).toHaveLength(1);
        expect(await storage.read(key)).toBeUndefined();
        expect(corrupt).toHaveLength(1);
        expect(await publish(storage, key, body, isLarge)).toBe('stored');
        expect((await readBytes(storage, key))?.equals(body)).toBe(true);
      },
    );

    it('says that it can be used', async () => {
      await expect(tested.storage.check()).resolves.toBeUndefined();
    });
  });
}

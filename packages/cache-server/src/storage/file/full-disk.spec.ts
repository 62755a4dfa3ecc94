import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { leftovers } from '../../testing/leftovers.js';
import { rawRequest } from '../../testing/raw-request.js';
import { fillDisk, hasSmallDisks, smallDisk } from '../../testing/small-disk.js';
import { TestServer } from '../../testing/test-server.js';
import type { FileStorage } from './file-storage.js';
import { boundByDisk } from './store-room.js';

const megabyte = 1024 * 1024;
// One of each way to the disk: through a file, in a pack, past the system's cache.
const bodies = [3_000_000, 50_000, 400_000, 50_000].map((size) => randomBytes(size));
const bodyOf = (hash: number) => bodies[hash % bodies.length] as Buffer;

describe.runIf(hasSmallDisks())('a disk that is smaller than storage.maxSize', () => {
  async function start(size = '24m') {
    const server = await TestServer.start({}, smallDisk(size));
    await (server.running.storage as FileStorage).indexed;
    return server;
  }

  it.each(['12m', '80m'])('is said at the start, and never ends the cache: %s', async (size) => {
    const server = await start(size);
    expect(server.lines.join('')).toMatch(/the disk has room for [\d.]+ MB of storage.maxSize/);
    for (let hash = 0; hash < 120; hash += 1)
      expect((await server.put(String(hash), 'main', bodyOf(hash))).status, `${hash}`).toBe(200);
    for (const hash of [118, 119]) {
      const { body } = await server.get(String(hash), 'main');
      expect(body.equals(bodyOf(hash))).toBe(true);
    }
    expect((await server.get('0', 'main')).status).toBe(404);
  });

  it('makes room for many uploads at one time', async () => {
    const server = await start();
    const hashes = Array.from({ length: 60 }, (_, at) => at);
    const answers = await Promise.all(
      hashes.map((hash) => server.put(String(hash), 'main', bodyOf(hash))),
    );
    const stored = hashes.filter((at) => answers[at]?.status === 200);
    // Some of them may take the room that others made, and those may be gone again.
    expect(stored.length).toBeGreaterThan(40);
    for (const hash of stored) {
      const { status, body } = await server.get(String(hash), 'main');
      if (status === 200) expect(body.equals(bodyOf(hash))).toBe(true);
    }
    expect((await server.put('last', 'main', bodyOf(0))).status).toBe(200);
    await expect.poll(() => leftovers(server.folder)).toEqual([]);
  });

  it('goes on when others have filled it', async () => {
    const server = await start();
    for (let hash = 0; hash < 12; hash += 1) await server.put(String(hash), 'main', bodyOf(hash));
    fillDisk(join(server.folder, 'of-another'));
    for (let hash = 20; hash < 40; hash += 1)
      expect((await server.put(String(hash), 'main', bodyOf(hash))).status, `${hash}`).toBe(200);
    expect((await server.get('39', 'main')).body.equals(bodyOf(39))).toBe(true);
  });

  it('takes nothing from trusted runs for what a pull request stores', async () => {
    const server = await start();
    const hashes = Array.from({ length: 8 }, (_, at) => at);
    for (const hash of hashes) await server.put(String(hash), 'main', bodyOf(hash));
    fillDisk(join(server.folder, 'of-another'));
    for (let hash = 100; hash < 140; hash += 1)
      await server.put(String(hash), 'pull', bodyOf(hash));
    for (const hash of hashes) {
      const { body } = await server.get(String(hash), 'main');
      expect(body.equals(bodyOf(hash)), `${hash}`).toBe(true);
    }
    expect((await server.put('9', 'main', bodyOf(9))).status).toBe(200);
  });

  it('keeps what it has when a body comes that would take the place of half of it', async () => {
    const server = await start();
    for (let hash = 0; hash < 4; hash += 1) await server.put(String(hash), 'main', bodyOf(hash));
    expect((await server.put('big', 'main', Buffer.alloc(30 * megabyte))).status).toBe(403);
    for (let hash = 0; hash < 4; hash += 1)
      expect((await server.get(String(hash), 'main')).status).toBe(200);
  });
});

it('lets uploads of pull requests that are under way take no more than their share', async () => {
  const server = await TestServer.start({ storage: { maxSize: '40MB' } });
  const token = server.tokens['pull'];
  const body = randomBytes(4 * megabyte);
  const uploads = Array.from({ length: 6 }, async (_, at) => {
    const head = `PUT /v1/cache/${at} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nContent-Length: ${body.length}\r\n\r\n`;
    const parts = [head, body.subarray(0, body.length - 1)];
    return rawRequest(server.running.port, parts, { wait: 8000, until: /HTTP/ });
  });
  const answers = await Promise.all(uploads);
  expect(answers.filter((answer) => answer === '').length).toBeLessThanOrEqual(2);
  expect(answers.filter((answer) => answer.startsWith('HTTP/1.1 403')).length).toBeGreaterThan(3);
  // All of that is given back.
  await expect.poll(() => leftovers(server.folder)).toEqual([]);
  expect((await server.put('7', 'pull', body)).status).toBe(200);
  expect((await server.put('8', 'pull', body)).status).toBe(200);
  expect((await server.put('9', 'main', randomBytes(12 * megabyte))).status).toBe(200);
});

describe('the room of a store', () => {
  const disk = { capacity: 32e9, available: 10e9 };

  it.each<[string, number, number, typeof disk | undefined, number]>([
    ['what is configured, where the disk has more', 5e9, 1e9, disk, 5e9],
    ['what is there and what is free, but for a reserve', 50e9, 2e9, disk, 11e9],
    ['nothing on a disk that others have filled', 50e9, 0, { ...disk, available: 0 }, 0],
    ['what is configured, where the system says nothing', 50e9, 0, undefined, 50e9],
  ])('is %s', (_, maxBytes, taken, on, expected) => {
    expect(boundByDisk(maxBytes, taken, on)).toBe(expected);
  });
});

import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { decodeTrailer } from '../storage/file/object-file.js';
import { scanPack } from '../storage/file/packs/pack-format.js';
import { sendBadRequests } from '../testing/bad-requests.js';
import { leftovers } from '../testing/leftovers.js';
import { ServerProcess } from '../testing/server-process.js';
import { fillDisk, smallDisk } from '../testing/small-disk.js';
import { packsIn } from '../testing/stored-bytes.js';
import { temporaryFolder } from '../testing/temporary-folder.js';

async function start(folder = temporaryFolder(), args: readonly string[] = []) {
  const server = await ServerProcess.start(folder, ['--log.level', 'warn', ...args]);
  onTestFinished(() => server.stop());
  return server;
}

/** Verifies every object of a folder by itself, without the server's help; returns their number. */
function verifyFolder(folder: string): number {
  let count = 0;
  for (const path of packsIn(folder)) {
    const pack = readFileSync(path);
    // What is not whole in them is passed over by the server, too.
    count += scanPack((buffer, offset) => pack.subarray(offset).copy(buffer)).entries.length;
  }
  for (const shard of readdirSync(join(folder, 'objects'))) {
    for (const name of readdirSync(join(folder, 'objects', shard))) {
      const bytes = readFileSync(join(folder, 'objects', shard, name));
      const record = decodeTrailer(bytes, bytes.length);
      expect(record, name).toBeDefined();
      const body = bytes.subarray(0, record?.size);
      expect(createHash('sha256').update(body).digest('hex')).toBe(record?.sha256);
      count += 1;
    }
  }
  return count;
}

it('kill -9 in a loop under load loses nothing that was acknowledged and publishes nothing partial', async () => {
  const folder = temporaryFolder();
  const acknowledged = new Map<number, string>();
  let next = 1;
  for (let round = 0; round < 12; round += 1) {
    const server = await start(folder);
    let isKilled = false;
    const write = async () => {
      while (!isKilled) {
        const hash = next++;
        const body = randomBytes(hash % 10 === 0 ? 3_000_000 : 20_000);
        const answer = await server.put(hash, body).catch(() => undefined);
        const digest = createHash('sha256').update(body).digest('hex');
        if (answer?.status === 200) acknowledged.set(hash, digest);
      }
    };
    const writers = Array.from({ length: 16 }, write);
    await new Promise((resolve) => setTimeout(resolve, 300 + 137 * round));
    isKilled = true;
    await server.stop('SIGKILL');
    await Promise.all(writers);
    verifyFolder(folder);
  }
  const server = await start(folder);
  for (const [hash, digest] of acknowledged) {
    const body = await server.get(hash);
    expect(Buffer.isBuffer(body) && createHash('sha256').update(body).digest('hex')).toBe(digest);
  }
  expect(verifyFolder(folder)).toBeGreaterThanOrEqual(acknowledged.size);
  expect(acknowledged.size).toBeGreaterThan(100);
  console.log(`${acknowledged.size} acknowledged objects verified after 12 kills`);
});

it('a full disk serves what is there, and makes room for what comes, after a restart too', async () => {
  const folder = smallDisk('24m');
  let server = await start(folder);
  // One of each way to the disk.
  const bodies = [3_000_000, 50_000, 400_000, 50_000].map((size) => randomBytes(size));
  const bodyOf = (hash: number) => bodies[hash % bodies.length] as Buffer;
  for (let hash = 0; hash < 40; hash += 1)
    expect((await server.put(hash, bodyOf(hash))).status).toBe(200);
  await server.stop();
  // As full as can be: there is no room for a lock.
  fillDisk(join(folder, 'of-another'));
  server = await start(folder);
  let served = 0;
  for (let hash = 0; hash < 40; hash += 1) {
    const body = await server.get(hash);
    if (body === 404) continue;
    expect(Buffer.isBuffer(body) && body.equals(bodyOf(hash))).toBe(true);
    served += 1;
  }
  expect(served).toBeGreaterThan(15);
  await expect.poll(() => leftovers(folder)).toEqual([]);
  for (let hash = 40; hash < 60; hash += 1)
    expect((await server.put(hash, bodyOf(hash))).status).toBe(200);
  expect(await server.get(59)).toEqual(bodyOf(59));
});

it('a full disk without a token on it is an error with a remedy', async () => {
  const folder = smallDisk('8k');
  writeFileSync(join(folder, 'of-another'), randomBytes(8192));
  // Its token is the first file that is written.
  await expect(start(folder)).rejects.toMatchObject({
    code: 'STORAGE_UNUSABLE',
    place: folder,
    hint: expect.stringContaining('make room on its disk'),
  });
  expect(readdirSync(folder)).toEqual(['of-another']);
});

it('answers 100,000 bad requests and serves on, with flat memory', async () => {
  const server = await start();
  await server.put(1, Buffer.from('good'));
  await sendBadRequests(server.port, server.authorization, 5000, 7);
  const before = server.memory('VmRSS');
  const answers = await sendBadRequests(server.port, server.authorization, 100_000, 8);
  expect([...answers.keys()].filter((status) => status >= 500)).toEqual([]);
  expect(await server.get(1)).toEqual(Buffer.from('good'));
  expect(server.isAlive).toBe(true);
  expect(server.memory('VmRSS')).toBeLessThan(before + 60);
  console.log(`answers by status: ${JSON.stringify(Object.fromEntries(answers))}`);
});

it('stays below 100 MB with two bodies of 120 MB, up and down at one time', async () => {
  const server = await start();
  const body = randomBytes(120 * 1024 * 1024);
  const statuses = await Promise.all(
    [1, 2].map(async (hash) => (await server.put(hash, body)).status),
  );
  expect(statuses).toEqual([200, 200]);
  const digest = createHash('sha256').update(body).digest('hex');
  for (const hash of [1, 2]) {
    const received = await server.get(hash);
    expect(
      createHash('sha256')
        .update(received as Buffer)
        .digest('hex'),
    ).toBe(digest);
  }
  await Promise.all([1, 2].map((hash) => server.get(hash)));
  const peak = server.memory('VmHWM');
  console.log(`peak memory: ${peak.toFixed(0)} MB`);
  expect(peak).toBeLessThan(100);
});

import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { leftovers } from '../../testing/leftovers.js';
import { describeStorage, testSettings } from '../../testing/storage-suite.js';
import { findStored, flipBit, packsIn } from '../../testing/stored-bytes.js';
import { temporaryFolder } from '../../testing/temporary-folder.js';
import { TestServer } from '../../testing/test-server.js';
import { objectId } from '../object-key.js';
import { FileStorage } from './file-storage.js';

describeStorage('objects in a folder', async (corrupt) => {
  const folder = mkdtempSync(join(tmpdir(), 'nx-signal-cache-test-'));
  const limits = { maxBytes: 1e9, maxAge: 1e9 };
  const storage = new FileStorage({ ...testSettings(corrupt), folder, limits });
  return {
    storage,
    async damage(key) {
      flipBit(findStored(folder, key));
    },
    async stop() {
      await storage.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
});

/** Objects in the folder of a server. */
function objectsIn(folder: string): string[] {
  return readdirSync(join(folder, 'objects')).flatMap((shard) =>
    readdirSync(join(folder, 'objects', shard)),
  );
}

describe('a folder', () => {
  it('has its objects again after a restart, and forgets unfinished uploads', async () => {
    const folder = temporaryFolder();
    const first = await TestServer.start({}, folder);
    for (let hash = 0; hash < 20; hash += 1) await first.put(String(hash), 'main', `body ${hash}`);
    await first.running.close();
    writeFileSync(join(folder, 'uploads', '1-x-1'), 'half an upload');
    const second = await TestServer.start({}, folder);
    expect(leftovers(folder)).toEqual([]);
    for (let hash = 0; hash < 20; hash += 1)
      expect((await second.get(String(hash), 'main')).body.toString()).toBe(`body ${hash}`);
  });

  it('keeps within its size, and what was used last', async () => {
    const server = await TestServer.start({ storage: { maxSize: '100KB' } });
    await (server.running.storage as FileStorage).indexed;
    const body = Buffer.alloc(9000, 'x');
    await server.put('kept', 'main', body);
    // From the third time on it is read from memory, for a second without a look at its file.
    for (let time = 0; time < 2; time += 1) {
      await setTimeout(150);
      await server.get('kept', 'main');
    }
    for (let hash = 0; hash < 40; hash += 1) {
      await server.put(String(hash), 'main', body);
      expect((await server.get('kept', 'main')).status).toBe(200);
    }
    // Its file is looked at again.
    await setTimeout(1100);
    expect((await server.get('kept', 'main')).status).toBe(200);
    expect((await server.get('0', 'main')).status).toBe(404);
    expect((await server.get('39', 'main')).status).toBe(200);
    await expect.poll(() => objectsIn(server.folder).length).toBeLessThanOrEqual(11);
    const metrics = (await server.request('/metrics', 'main')).body.toString();
    expect(metrics).toMatch(/evictions_total\{cause="bytes"\} [23]\d\n/);
  });

  it('keeps what trusted runs stored, whatever a pull request stores', async () => {
    const server = await TestServer.start({ storage: { maxSize: '100KB' } });
    await (server.running.storage as FileStorage).indexed;
    const body = Buffer.alloc(9000, 'x');
    for (let hash = 0; hash < 7; hash += 1) await server.put(String(hash), 'main', body);
    for (let hash = 100; hash < 150; hash += 1)
      expect((await server.put(String(hash), 'pull', body)).status).toBe(200);
    for (let hash = 0; hash < 7; hash += 1)
      expect((await server.get(String(hash), 'main')).status).toBe(200);
    expect((await server.get('149', 'pull')).status).toBe(200);
    expect((await server.get('100', 'pull')).status).toBe(404);
  });

  it('keeps within its size with small objects, many to a file, and what was used last', async () => {
    const folder = temporaryFolder();
    const maxSize = '70MB';
    const server = await TestServer.start({ storage: { maxSize } }, folder);
    await (server.running.storage as FileStorage).indexed;
    await server.put('kept', 'main', 'kept');
    for (let hash = 0; hash < 1600; hash += 16) {
      const hashes = Array.from({ length: 16 }, (_, at) => String(hash + at));
      const put = (each: string) => server.put(each, 'main', Buffer.alloc(60_000, each));
      for (const { status } of await Promise.all(hashes.map(put))) expect(status).toBe(200);
      expect((await server.get('kept', 'main')).body.toString()).toBe('kept');
    }
    expect(objectsIn(folder)).toEqual([]);
    expect((await server.get('0', 'main')).status).toBe(404);
    const last = await server.get('1599', 'main');
    expect(last.body.equals(Buffer.alloc(60_000, '1599'))).toBe(true);
    const onDisk = () => packsIn(folder).reduce((sum, path) => sum + statSync(path).size, 0);
    await expect.poll(onDisk).toBeLessThan(70e6);
    expect(onDisk()).toBeGreaterThan(40e6);
    await server.running.close();
    const next = await TestServer.start({ storage: { maxSize } }, folder);
    expect((await next.get('kept', 'main')).body.toString()).toBe('kept');
    expect((await next.get('0', 'main')).status).toBe(404);
    expect((await next.get('1599', 'main')).body.equals(last.body)).toBe(true);
  });

  it('gives small objects files of their own when it cannot do otherwise, and finds both', async () => {
    const folder = temporaryFolder();
    const first = await TestServer.start({}, folder);
    rmSync(join(folder, 'packs'), { recursive: true });
    writeFileSync(join(folder, 'packs'), 'in the way');
    expect((await first.put('1', 'main', 'one')).status).toBe(200);
    expect(objectsIn(folder)).toHaveLength(1);
    expect(first.lines.join('\n')).toContain('a pack could not be written');
    await first.running.close();
    rmSync(join(folder, 'packs'));
    const second = await TestServer.start({}, folder);
    // Before the folder was read, too.
    expect((await second.put('1', 'main', 'another')).status).toBe(409);
    expect((await second.put('2', 'main', 'two')).status).toBe(200);
    expect((await second.get('1', 'main')).body.toString()).toBe('one');
    expect((await second.get('2', 'main')).body.toString()).toBe('two');
    expect(objectsIn(folder)).toHaveLength(1);
  });

  it('deletes a file whose object is in a pack', async () => {
    const folder = temporaryFolder();
    const first = await TestServer.start({}, folder);
    await first.put('1', 'main', 'one');
    await first.running.close();
    const id = objectId({ protocol: 'nx', scope: 'shared/default', name: '1' });
    writeFileSync(join(folder, 'objects', id.slice(0, 2), id), 'left behind');
    const second = await TestServer.start({}, folder);
    await (second.running.storage as FileStorage).indexed;
    expect(objectsIn(folder)).toEqual([]);
    expect((await second.get('1', 'main')).body.toString()).toBe('one');
  });

  it('is served by one process at a time', async () => {
    const folder = temporaryFolder();
    await TestServer.start({}, folder);
    await expect(TestServer.start({}, folder)).rejects.toThrow(/already serves the folder/);
  });

  it('is taken over from a process that was killed', async () => {
    const folder = temporaryFolder();
    // The number of this process, but of one that started at another time.
    writeFileSync(join(folder, 'server.lock'), `${process.pid} 1`);
    const server = await TestServer.start({}, folder);
    expect((await server.put('1', 'main', 'x')).status).toBe(200);
  });
});

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { leftovers } from '../../testing/leftovers.js';
import { describeStorage, testSettings } from '../../testing/storage-suite.js';
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
      const id = objectId(key);
      const path = join(folder, 'objects', id.slice(0, 2), id);
      const bytes = readFileSync(path);
      bytes[5] = (bytes[5] ?? 0) ^ 1;
      writeFileSync(path, bytes);
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
    for (let hash = 0; hash < 40; hash += 1) {
      await server.put(String(hash), 'main', body);
      expect((await server.get('kept', 'main')).status).toBe(200);
    }
    expect((await server.get('0', 'main')).status).toBe(404);
    expect((await server.get('39', 'main')).status).toBe(200);
    await expect.poll(() => objectsIn(server.folder).length).toBeLessThanOrEqual(11);
    const metrics = (await server.request('/metrics', 'main')).body.toString();
    expect(metrics).toMatch(/evictions_total\{cause="bytes"\} [23]\d\n/);
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

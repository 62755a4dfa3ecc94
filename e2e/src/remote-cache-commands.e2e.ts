import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { splitCommand } from './harness/command-line.js';
import { repository } from './harness/paths.js';
import { CacheServer } from './remote-cache/cache-server.js';
import { cacheProgram } from './remote-cache/installed-server.js';

const guide = readFileSync(join(repository, 'docs/guides/remote-cache.md'), 'utf8');
const commands = [...guide.matchAll(/^nx-signal-cache (.*?)(?: +#.*)?$/gm)].map(
  ([, line = '']) => line,
);

describe('each command of the guide, on the installed server', () => {
  let server: CacheServer;
  beforeAll(async () => {
    server = await CacheServer.start();
  });
  afterAll(() => server.dispose());

  const call = (words: readonly string[], env: Record<string, string> = {}) =>
    server.call([...words, '--storage.folder', server.folder], env);

  it.each(commands)('nx-signal-cache %s', async (command) => {
    const printed = await call(splitCommand(command));
    if (command.startsWith('token add')) expect(printed).toMatch(/^nxsc_\S+$/);
    else expect(printed).toMatch(/^revoked /);
  });

  it('there are some', () => expect(commands.length).toBeGreaterThan(5));

  it('lists what they have done', async () => {
    const tokens = await call(['token', 'list']);
    expect(tokens).toMatch(/^ci-main +write +shared/m);
    expect(tokens).toMatch(/^ci-pull +write +pulls/m);
    expect(tokens).not.toMatch(/^ada /m);
    const sessions = await call(['session', 'list']);
    expect(sessions).toContain('run 4711');
    expect(sessions).toContain('ref refs/heads/main');
  });

  it('tells how the server is', async () => {
    const port = { NX_SIGNAL_CACHE_PORT: server.port };
    expect(await call(['health'], port)).toBe(`http://127.0.0.1:${server.port} answers`);
    const env = server.printedEnvironment();
    expect(await server.call(['stats'], env)).toContain('0 hits, 0 misses');
    expect(JSON.parse(await server.call(['stats', '--json'], env))).toMatchObject({ hits: 0 });
  });

  it('continues without a cache where a run has no identity, and outside of GitHub', async () => {
    const env = { ...server.printedEnvironment(), RUNNER_TEMP: server.folder };
    const all = async (...words: string[]) =>
      (await execa(process.execPath, [cacheProgram, ...words], { env, all: true })).all;
    expect(await all('login')).toContain('The run continues without the remote cache.');
    expect(await all('github', 'start')).toContain('Remote cache: none in this job');
    expect(await all('github', 'save')).toContain('Remote cache: nothing of this job is stored');
  });
});

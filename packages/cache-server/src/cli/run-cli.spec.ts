import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { TestServer } from '../testing/test-server.js';
import { runCli } from './run-cli.js';

async function run(argv: readonly string[], environment: NodeJS.ProcessEnv = {}) {
  let [stdout, stderr] = ['', ''];
  const exitCode = await runCli(argv, {
    stdout: (text) => (stdout += text),
    stderr: (text) => (stderr += text),
    environment,
  });
  return { exitCode, stdout, stderr };
}

const asNx = (server: TestServer, who: string) => ({
  NX_SELF_HOSTED_REMOTE_CACHE_SERVER: server.url,
  NX_SELF_HOSTED_REMOTE_CACHE_ACCESS_TOKEN: server.tokens[who] ?? '',
});

describe('nx-signal-cache', () => {
  it('lists its commands', async () => {
    const { exitCode, stdout } = await run(['--help']);
    expect(exitCode).toBe(0);
    for (const name of ['serve', 'token', 'login', 'stats']) {
      expect(stdout).toContain(`  ${name} `);
      expect((await run([name, '--help'])).stdout).toContain(`nx-signal-cache ${name}`);
    }
  });

  it.each([
    [['srve'], 'did you mean "serve"?'],
    [['serve', '--storage-folder', 'x'], 'did you mean "storage.folder"?'],
    [['token', 'ad'], 'token takes add, list or revoke.'],
    [['token', 'add', 'a', '--expires', 'soon'], '--expires soon is no duration'],
    [['token', 'add', 'a', '--role', 'admin'], 'The role is not valid'],
    [['stats'], 'No server is named.'],
  ])('says what is wrong with %j', async (argv, message) => {
    const environment = { XDG_DATA_HOME: temporaryFolder() };
    const { exitCode, stderr } = await run(argv, environment);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('error [USAGE]');
    expect(stderr).toContain(message);
  });
});

describe('nx-signal-cache token', () => {
  it('adds a token that counts at once, and revokes it, while the server runs', async () => {
    const server = await TestServer.start();
    const folder = ['--storage.folder', server.folder];
    const added = await run([
      'token',
      'add',
      'ci',
      '--role',
      'write',
      '--expires',
      '30d',
      ...folder,
    ]);
    const token = added.stdout.trim();
    expect(readFileSync(join(server.folder, 'tokens.json'), 'utf8')).not.toContain(token);
    await expect
      .poll(async () => (await server.get('1', token)).status, { timeout: 5000 })
      .toBe(404);
    expect((await server.put('1', token, 'x')).status).toBe(200);
    const listed = await run(['token', 'list', ...folder]);
    expect(listed.stdout).toMatch(/^ci {2}write {2}shared {2}default {2}until \d{4}/m);
    expect((await run(['token', 'revoke', 'ci', ...folder])).stdout).toBe('revoked ci\n');
    await expect
      .poll(async () => (await server.get('1', token)).status, { timeout: 5000 })
      .toBe(401);
    expect((await run(['token', 'revoke', 'ci', ...folder])).stderr).toContain('no token ci');
  });

  it('does not replace a token', async () => {
    const folder = ['--storage.folder', temporaryFolder()];
    await run(['token', 'add', 'ci', ...folder]);
    expect((await run(['token', 'add', 'ci', ...folder])).stderr).toContain('There is a token ci');
  });
});

describe('nx-signal-cache stats', () => {
  it('prints what the server did', async () => {
    const server = await TestServer.start();
    await server.get('1', 'main');
    await server.put('1', 'main', 'content');
    await server.get('1', 'main');
    await server.put('2', 'reader', 'content');
    const { stdout } = await run(['stats'], asNx(server, 'reader'));
    expect(stdout).toContain('50 % (1 hits, 1 misses)');
    expect(stdout).toMatch(/write: read-only +1/);
    const json = await run(['stats', '--json'], asNx(server, 'reader'));
    expect(JSON.parse(json.stdout)).toMatchObject({ hits: 1, misses: 1, stored: 1 });
  });

  it('says so when the server does not answer or does not know the token', async () => {
    const server = await TestServer.start();
    const unknown = { ...asNx(server, 'main'), NX_SELF_HOSTED_REMOTE_CACHE_ACCESS_TOKEN: 'x' };
    expect((await run(['stats'], unknown)).stderr).toContain('answered 401 Unauthorized');
    const gone = await run(['stats', '--server', 'http://127.0.0.1:9']);
    expect(gone.stderr).toContain('error [SERVER_UNREACHABLE]');
  });
});

describe('nx-signal-cache login', () => {
  it('goes on without the cache in a run that has no identity token', async () => {
    const { exitCode, stdout } = await run(['login', '--server', 'http://127.0.0.1:9']);
    expect({ exitCode, stdout }).toEqual({
      exitCode: 0,
      stdout: 'export NX_SKIP_REMOTE_CACHE=true\n',
    });
  });
});

import { chownSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startIssuer } from '../testing/issuer.js';
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
    for (const name of ['serve', 'token', 'session', 'login', 'github', 'stats', 'health']) {
      expect(stdout).toContain(`  ${name} `);
      expect((await run([name, '--help'])).stdout).toContain(`nx-signal-cache ${name}`);
    }
  });

  it('says which version it is', async () => {
    const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
    const { version } = JSON.parse(manifest) as { version: string };
    expect(await run(['--version'])).toEqual({ exitCode: 0, stdout: `${version}\n`, stderr: '' });
  });

  it.each([
    [['srve'], 'did you mean "serve"?'],
    [['serve', '--storage-folder', 'x'], 'did you mean "storage.folder"?'],
    [['token', 'ad'], 'token takes add, list or revoke.'],
    [['token', 'add', 'a', '--expires', 'soon'], '--expires soon is not a duration'],
    [['token', 'add', 'a', '--expires', '99999999999d'], 'is not a duration'],
    [['token', 'add', 'a', '--expires', `${'9'.repeat(400)}s`], 'is not a duration'],
    [['stats', '--server', 'http://x\nEVIL=1'], 'is not the URL of a server'],
    [['token', 'add', 'a', '--role', 'admin'], 'The role is not valid'],
    [
      ['token', 'add', 'my laptop'],
      'The id is not valid: up to 64 letters, digits, ".", "-" and "_"',
    ],
    [['session', 'revoke'], 'session revoke takes --run, --identity and --ref, or --all.'],
    [['session', 'revoke', '--all', '--run', '1'], 'session revoke takes --run'],
    [['stats'], 'No server is given.'],
    [['github'], 'github takes start or save.'],
    [['github', 'save', 'now'], 'github takes start or save.'],
    [['github', 'start', '../out'], '"../out" is not a folder of the workspace.'],
    [['github', 'start', '--timeout', 'soon'], '--timeout soon is not valid.'],
    [['github', 'save', '--maxSize', '0'], '--maxSize 0 is not valid.'],
    [['stats', '--server', 'cache.example.com'], '"cache.example.com" is not the URL of a server.'],
    [['serve', 'here'], 'serve takes only options, but got "here".'],
    [
      ['-p', '7'],
      'There is no option -p.\n\nhint: options start with two dashes and are written in full',
    ],
    [['--storage.folder', '--port', '7'], '--storage.folder needs a value.'],
    [['--port'], '--port needs a value.'],
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
    await expect.poll(async () => (await server.get('1', token)).status).toBe(404);
    expect((await server.put('1', token, 'x')).status).toBe(200);
    const listed = await run(['token', 'list', ...folder]);
    expect(listed.stdout).toMatch(/^ci {2}write {2}shared {2}default {2}until \d{4}/m);
    expect((await run(['token', 'revoke', 'ci', ...folder])).stdout).toBe('revoked ci\n');
    await expect.poll(async () => (await server.get('1', token)).status).toBe(401);
    expect((await run(['token', 'revoke', 'ci', ...folder])).stderr).toContain('no token ci');
  });

  const asRoot = process.getuid?.() === 0;
  it.runIf(asRoot)('leaves the file to the owner of its folder when root changes it', async () => {
    const folder = temporaryFolder();
    chownSync(folder, 65_534, 65_534);
    expect((await run(['token', 'add', 'ci', '--storage.folder', folder])).exitCode).toBe(0);
    expect(statSync(join(folder, 'tokens.json'))).toMatchObject({ uid: 65_534, gid: 65_534 });
  });

  it('says which folder cannot be written', async () => {
    const file = join(temporaryFolder(), 'a-file');
    writeFileSync(file, '');
    const { exitCode, stderr } = await run(['token', 'add', 'ci', '--storage.folder', file]);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('error [STORAGE_UNUSABLE]');
    expect(stderr).toContain(`  at ${file}\n\nhint: use another one with --storage.folder`);
  });

  it('does not replace a token', async () => {
    const folder = ['--storage.folder', temporaryFolder()];
    await run(['token', 'add', 'ci', ...folder]);
    expect((await run(['token', 'add', 'ci', ...folder])).stderr).toContain(
      'There is already a token ci',
    );
  });
});

describe('nx-signal-cache health', () => {
  it('asks the server with this configuration, whatever is in front of its paths', async () => {
    const server = await TestServer.start({ basePath: '/cache' });
    const port = ['--port', String(server.running.port)];
    const environment = { NX_SIGNAL_CACHE_BASE_PATH: '/cache', NX_SIGNAL_CACHE_HOST: '0.0.0.0' };
    const { exitCode, stdout } = await run(['health', ...port], environment);
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: `${server.url} answers\n` });
    const elsewhere = await run(['health', ...port]);
    expect(elsewhere.exitCode).toBe(1);
    expect(elsewhere.stderr).toContain(`${new URL(server.url).origin} does not answer: 404`);
    await server.running.close();
    const gone = await run(['health', ...port], environment);
    expect(gone.exitCode).toBe(1);
    expect(gone.stderr).toContain('error [SERVER_UNREACHABLE]');
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
  /** A server that trusts an issuer, and the place where a run on GitHub asks for its identity token. */
  async function startWithIssuer() {
    const issuer = await startIssuer();
    const rules = [{ when: { repository: 'acme/shop' }, scope: 'own' }];
    const settings = { provider: 'github', issuer: issuer.url, jwksUrl: issuer.jwksUrl };
    const oidc = [{ ...settings, audience: 'cache', rules }];
    const server = await TestServer.start({ auth: { oidc } });
    let repository = 'acme/shop';
    const tokens = createServer(async (request, response) => {
      const isAsked = request.url === '/token?api=1&audience=cache';
      const isAllowed = request.headers.authorization === 'Bearer of-the-run';
      const claims = { repository, ref: 'refs/pull/7/merge', event_name: 'pull_request' };
      response.statusCode = isAsked && isAllowed ? 200 : 400;
      response.end(JSON.stringify({ value: await issuer.sign(claims) }));
    });
    await new Promise<void>((resolve) => tokens.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void tokens.close());
    const { port } = tokens.address() as AddressInfo;
    const file = join(temporaryFolder(), 'github-env');
    const environment = {
      ACTIONS_ID_TOKEN_REQUEST_URL: `http://127.0.0.1:${port}/token?api=1`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'of-the-run',
      GITHUB_ENV: file,
    };
    const setRepository = (name: string) => {
      repository = name;
    };
    return { server, environment, file, setRepository };
  }

  it('hands a session to the steps behind it, and hides it from the log', async () => {
    const { server, environment, file } = await startWithIssuer();
    const args = ['login', '--server', server.url, '--audience', 'cache'];
    const { exitCode, stdout, stderr } = await run(args, environment);
    expect({ exitCode, stderr }).toEqual({
      exitCode: 0,
      stderr: 'github:acme/shop: write, scope own\n',
    });
    const [, token = ''] = /ACCESS_TOKEN=(\S+)/.exec(readFileSync(file, 'utf8')) ?? [];
    expect(stdout).toBe(`::add-mask::${token}\n`);
    expect((await server.put('1', token, 'x')).status).toBe(200);
    expect((await server.get('1', 'main')).status).toBe(404);
  });

  it('says so when the rules do not fit the run', async () => {
    const { server, environment, setRepository } = await startWithIssuer();
    setRepository('evil/shop');
    const args = ['login', '--server', server.url, '--audience', 'cache'];
    const { exitCode, stderr } = await run(args, environment);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('error [LOGIN_FAILED]');
    expect(stderr).toContain('must match this repository, ref and event');
  });

  const without = { exitCode: 0, stdout: 'export NX_SKIP_REMOTE_CACHE=true\n' };

  it('goes on without the cache in a run that has no identity token, unless it is required', async () => {
    const args = ['login', '--server', 'http://127.0.0.1:9'];
    expect(await run(args)).toMatchObject(without);
    const insisting = await run([...args, '--required']);
    expect(insisting.exitCode).toBe(1);
    expect(insisting.stderr).toContain('error [LOGIN_FAILED]: This run has no identity token.');
  });

  /** A server that answers everything so. */
  async function answering(status: number, text: string): Promise<string> {
    const server = createServer((_, response) => response.writeHead(status).end(text));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  it.each<[string, () => Promise<string>, string]>([
    ['does not answer', async () => 'http://127.0.0.1:9', 'does not answer'],
    ['is in trouble', () => answering(503, 'not now'), 'not now (503)'],
    ['is busy', () => answering(429, 'later'), 'later (429)'],
    ['is none', () => answering(200, '<html>'), 'not JSON'],
    [
      'sends what is no token',
      () => answering(200, '{"token":"x\\nEVIL=1","identity":"a","role":"b","scope":"c"}'),
      'not a session',
    ],
  ])(
    'goes on without the cache when the server %s, unless it is required',
    async (_, serve, said) => {
      const args = ['login', '--server', await serve()];
      const environment = { NX_SIGNAL_CACHE_TOKEN: 'a.b.c' };
      const { stderr, ...result } = await run(args, environment);
      expect(result).toEqual(without);
      expect(stderr).toContain(said);
      const insisting = await run([...args, '--required'], environment);
      expect(insisting.exitCode).toBe(1);
      expect(insisting.stdout).toBe('');
      expect(insisting.stderr).toContain('error [SERVER_UNREACHABLE]');
    },
  );

  it('goes on without the cache when the issuer of the run is in trouble', async () => {
    const url = `${await answering(500, 'no')}/token?api=1`;
    const environment = { ACTIONS_ID_TOKEN_REQUEST_URL: url };
    const { stderr, ...result } = await run(
      ['login', '--server', 'http://127.0.0.1:9'],
      environment,
    );
    expect(result).toEqual(without);
    expect(stderr).toContain('The issuer of identity tokens answered 500.');
  });
});

import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { NxRun } from './harness/nx-run.js';
import type { Workspace } from './harness/workspace.js';
import { CacheServer } from './remote-cache/cache-server.js';
import { createNodeWorkspace, projects } from './remote-cache/node-workspace.js';

const builds = projects.map((name) => `${name}:build`);
const all = (outcome: string) => Object.fromEntries(builds.map((id) => [id, outcome]));

const cleanUp: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const work of cleanUp.splice(0).reverse()) await work();
});

async function clone(): Promise<Workspace> {
  const workspace = await createNodeWorkspace();
  cleanUp.push(() => workspace.dispose());
  return workspace;
}

function build(workspace: Workspace, env: Record<string, string>): Promise<NxRun> {
  return workspace.nx(['run-many', '-t', 'build'], { env });
}

describe('the server with Nx itself', () => {
  let server: CacheServer;
  beforeAll(async () => {
    server = await CacheServer.start();
  });
  afterAll(() => server.dispose());

  it('gives a second clone everything, with the two printed lines as the only setting', async () => {
    const env = server.printedEnvironment();
    expect(Object.keys(env)).toEqual([
      'NX_SELF_HOSTED_REMOTE_CACHE_SERVER',
      'NX_SELF_HOSTED_REMOTE_CACHE_ACCESS_TOKEN',
    ]);
    const [first, second] = [await clone(), await clone()];
    const cold = await build(first, env);
    expect(cold.exitCode, cold.output).toBe(0);
    expect(cold.tasks).toEqual(all('ran'));
    const warm = await build(second, env);
    expect(warm.tasks).toEqual(all('cached'));
    expect(warm.output).toContain('remote cache');
    for (const name of projects)
      expect(second.read(`dist/${name}/noise.bin`)).toBe(first.read(`dist/${name}/noise.bin`));
  });

  it('counts hits by project and target', async () => {
    const env = server.printedEnvironment();
    const answer = await fetch(`${server.url}/v1/stats`, {
      headers: { authorization: `Bearer ${env['NX_SELF_HOSTED_REMOTE_CACHE_ACCESS_TOKEN']}` },
    });
    const { hits, tasks } = (await answer.json()) as { hits: number; tasks: object[] };
    expect(hits).toBe(3);
    expect(tasks).toContainEqual(
      expect.objectContaining({ project: 'dist', target: 'alpha', hits: 1, stored: 1 }),
    );
  });

  it('lets a reader take results and go on when it has none', async () => {
    const reader = await server.environmentFor('reader', ['--role', 'read']);
    const workspace = await clone();
    workspace.append('libs/alpha/build.mjs', '// changed\n');
    const run = await build(workspace, reader);
    expect(run.exitCode, run.output).toBe(0);
    expect(run.tasks).toEqual({ ...all('cached'), 'alpha:build': 'ran' });
  });

  it('shows a wrong token as Unauthorized', async () => {
    const workspace = await clone();
    const run = await build(workspace, {
      NX_SELF_HOSTED_REMOTE_CACHE_SERVER: server.url,
      NX_SELF_HOSTED_REMOTE_CACHE_ACCESS_TOKEN: 'wrong',
    });
    expect(run.exitCode).toBe(1);
    expect(run.output).toContain('Unauthorized');
  });

  it('never gives main what a pull request stored for the same hash', async () => {
    const main = await server.environmentFor('main', ['--role', 'write', '--scope', 'shared']);
    const pull = await server.environmentFor('pull', ['--role', 'write', '--scope', 'pull-7']);
    const [attacker, protectedBranch, colleague, again] = [
      await clone(),
      await clone(),
      await clone(),
      await clone(),
    ];
    // The same new sources everywhere; the attacker changes only the environment of its run.
    for (const workspace of [attacker, protectedBranch, colleague, again])
      workspace.append('libs/beta/build.mjs', '// release\n');
    const poisoned = await build(attacker, { ...pull, EVIL: ' and malware' });
    expect(poisoned.tasks['beta:build']).toBe('ran');
    expect(attacker.read('dist/beta/result.txt')).toContain('malware');
    // The attack works against the attacker: its own scope has the result.
    expect((await build(again, pull)).tasks['beta:build']).toBe('cached');
    expect(again.read('dist/beta/result.txt')).toContain('malware');

    const clean = await build(protectedBranch, main);
    expect(clean.tasks['beta:build'], clean.output).toBe('ran');
    expect(protectedBranch.read('dist/beta/result.txt')).not.toContain('malware');
    expect((await build(colleague, main)).tasks['beta:build']).toBe('cached');
    expect(colleague.read('dist/beta/result.txt')).toBe('built from clean sources');
  });
});

describe('when the server goes away', () => {
  let server: CacheServer;
  beforeAll(async () => {
    server = await CacheServer.start();
  });
  afterAll(() => server.dispose());

  it('a run says so, and goes on with NX_SKIP_REMOTE_CACHE', async () => {
    const env = server.printedEnvironment();
    await server.stop();
    const workspace = await clone();
    const down = await build(workspace, env);
    expect(down.exitCode).toBe(1);
    expect(down.output).toContain(
      `Failed to send request: error sending request for url (${server.url}/`,
    );
    const skipped = await build(workspace, { ...env, NX_SKIP_REMOTE_CACHE: 'true' });
    expect(skipped.exitCode, skipped.output).toBe(0);
    expect(skipped.tasks).toEqual(all('ran'));
  });

  it('what was stored is there when it comes back, also after kill -9', async () => {
    await server.run(['--port', '0']);
    const { NX_SELF_HOSTED_REMOTE_CACHE_ACCESS_TOKEN: _, ...rest } = server.printedEnvironment();
    expect(rest).toEqual({});
    const env = await server.environmentFor('writer', ['--role', 'write']);
    const first = await clone();
    expect((await build(first, env)).tasks).toEqual(all('ran'));
    await server.stop('SIGKILL');
    await server.run(['--port', new URL(server.url).port]);
    const second = await clone();
    expect((await build(second, env)).tasks).toEqual(all('cached'));
  });

  it('a run under way while it is stopped keeps its finished tasks', async () => {
    await server.stop();
    await server.run(['--port', '0']);
    const env = await server.environmentFor('during', ['--role', 'write']);
    const workspace = await clone();
    for (const name of projects) workspace.append(`libs/${name}/build.mjs`, '// during\n');
    const running = workspace.nx(['run-many', '-t', 'build', '--parallel=1'], {
      env: { ...env, WAIT: '1500' },
    });
    await new Promise((resolve) => setTimeout(resolve, 4000));
    expect(await server.stop()).toBe(0);
    const run = await running;
    expect(run.output).not.toContain('Unauthorized');
    const again = await build(workspace, { ...env, NX_SKIP_REMOTE_CACHE: 'true' });
    expect(again.exitCode, again.output).toBe(0);
  });
});

describe('a store behind the server', () => {
  /** Starts something that takes the place of an S3 store. */
  async function startStore(listener: RequestListener): Promise<Server> {
    const store = createServer(listener);
    await new Promise<void>((resolve) => store.listen(0, '127.0.0.1', resolve));
    cleanUp.push(async () => {
      store.closeAllConnections();
      store.close();
    });
    return store;
  }

  it.each([
    ['hangs', () => undefined],
    ['answers 500', (_request, response) => response.writeHead(500).end()],
  ] as [string, RequestListener][])('that %s costs hits, never the run', async (_, listener) => {
    const store = await startStore(listener);
    const { port } = store.address() as AddressInfo;
    const endpoint = `http://127.0.0.1:${port}`;
    const flags = ['--s3.bucket', 'cache', '--s3.endpoint', endpoint, '--s3.pathStyle'];
    const keys = ['--s3.accessKeyId', 'key', '--s3.secretAccessKey', 'secret'];
    const server = await CacheServer.start([...flags, ...keys, '--s3.timeout', '1s']);
    cleanUp.push(() => server.dispose());
    const run = await build(await clone(), server.printedEnvironment());
    expect(run.exitCode, run.output).toBe(0);
    expect(run.tasks).toEqual(all('ran'));
    expect(server.output).toContain('"level":"error"');
  });
});

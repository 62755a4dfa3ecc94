import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Workspace } from './harness/workspace.js';
import { CacheServer } from './remote-cache/cache-server.js';
import { declareServer } from './remote-cache/installed-server.js';
import { createNodeWorkspace } from './remote-cache/node-workspace.js';

let workspace: Workspace;
beforeAll(async () => {
  workspace = await createNodeWorkspace();
  await declareServer(workspace);
});
afterAll(() => workspace.dispose());

it('wires a workspace: the server takes the written configuration, Nx reads the two lines', async () => {
  const generator = '@nx-signal/python:remote-cache';
  const flags = ['--server=http://127.0.0.1:7', '--repository=acme/shop', '--no-interactive'];
  const run = await workspace.nx(['g', generator, ...flags]);
  expect(run.exitCode, run.output).toBe(0);
  expect(run.output).toContain('CREATE nx-signal-cache.json');
  expect(run.output).toContain('uses: ./.github/actions/remote-cache');

  const server = await CacheServer.start([
    '--config',
    join(workspace.root, 'nx-signal-cache.json'),
  ]);
  try {
    const { NX_SELF_HOSTED_REMOTE_CACHE_ACCESS_TOKEN: token = '' } = await server.environmentFor(
      'laptop',
      ['--role', 'write'],
    );
    // What the comment in .env.example says: Nx reads .env.local by itself.
    cpSync(join(workspace.root, '.env.example'), join(workspace.root, '.env.local'));
    workspace.replace('.env.local', 'http://127.0.0.1:7', server.url);
    workspace.replace('.env.local', 'ACCESS_TOKEN=', `ACCESS_TOKEN=${token}`);
    const build = () => workspace.nx(['run-many', '-t', 'build']);
    expect((await build()).exitCode).toBe(0);
    workspace.remove('.nx');
    workspace.remove('dist');
    const second = await build();
    expect(second.output).toContain('remote cache');
    expect(Object.values(second.tasks)).toEqual(['cached', 'cached', 'cached']);
  } finally {
    await server.dispose();
  }
});

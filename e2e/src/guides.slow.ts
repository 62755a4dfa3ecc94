import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { splitCommand } from './harness/command-line.js';
import { pricesProject } from './harness/prices.js';
import { createPythonWorkspace } from './harness/python-workspace.js';
import { type Registry, startRegistry } from './harness/registry.js';
import type { Workspace } from './harness/workspace.js';

describe('commands of the guides, on a branch with a change', () => {
  let workspace: Workspace;
  beforeAll(async () => {
    workspace = await createPythonWorkspace({
      projects: {
        api: { ...pricesProject, dependencies: ['models'] },
        models: {},
        worker: {},
      },
    });
    await workspace.git('switch', '--quiet', '--create', 'change');
    workspace.append('libs/models/src/models/__init__.py', 'SIZE: int = 2\n');
    await workspace.commit('change');
  });
  afterAll(() => workspace.dispose());

  // What each prints, as its guide says.
  it.each([
    ['show projects', 'worker'],
    ['show projects --affected', 'models'],
    ['show project api', 'test:unit'],
    ['show target api:lint', 'ruff'],
    ['affected -t signal', 'for 2 projects'],
    ['affected -t test:unit --base=main', 'for 2 projects'],
    ['affected -t lint --explain', 'models'],
    ['run-many -t signal', 'for 3 projects'],
    ['run-many -t lint typecheck test:unit', 'for 3 projects'],
    ['run-many -t fix', 'for 3 projects'],
    ['run api:signal', 'api'],
    ['run api:test:unit -- -x -v', 'PASSED'],
    ['graph --file=dist/graph.json', 'graph.json'],
    ['sync', 'up to date'],
    ['sync:check', 'up to date'],
    ['configure-ai-agents --check', 'AI agents'],
    ['reset', 'Successfully reset'],
    ['g @nx-signal/python:library orders --dependsOn=models --tags=scope:shop', 'orders:signal'],
    ['g @nx-signal/python:service shop --database=sqlalchemy --dependsOn=models', 'shop:signal'],
  ])('npx nx %s', async (command, text) => {
    const { exitCode, output } = await workspace.nx(splitCommand(command));
    expect(exitCode, output).toBe(0);
    expect(output).toContain(text);
  });

  it.each([
    ['now', 'green'],
    ['now api', 'green'],
    ['now -t lint,typecheck api', 'green'],
    ['durations', 'tasks in .nx/durations.json'],
    ['shards test:integration 4', '{"shard":"1/2","projects":"api"}'],
    ['explain api:test:unit', 'api:test:unit'],
  ])('npx nx-signal %s', async (command, text) => {
    const { exitCode, output } = await workspace.nxSignal(splitCommand(command));
    expect(exitCode, output).toBe(0);
    expect(output).toContain(text);
  });

  it('npx nx show project api --web, until it is stopped', async () => {
    const { root } = workspace;
    const nx = join(root, 'node_modules/nx/dist/bin/nx.js');
    const args = [nx, 'show', 'project', 'api', '--web', '--open=false'];
    const env = workspace.variables({});
    const shown = execa(process.execPath, args, { cwd: root, env, reject: false, all: true });
    let output = '';
    const address = await new Promise<string | undefined>((resolve) => {
      shown.all.on('data', (piece: Buffer) => {
        output += piece;
        const url = /http:\/\/(?:127\.0\.0\.1|localhost):\d+/.exec(output)?.[0];
        if (url !== undefined) resolve(url);
      });
      shown.on('exit', () => resolve(undefined));
    });
    expect(address, output).toBeDefined();
    const answer = await fetch(`${address}/project-graph.json`);
    expect(await answer.text()).toContain('"name":"api"');
    shown.kill('SIGINT');
    await shown;
  });

  it('NX_SKIP_REMOTE_CACHE=true npx nx affected -t signal, without the server', async () => {
    const server = {
      NX_SELF_HOSTED_REMOTE_CACHE_SERVER: 'http://127.0.0.1:9',
      NX_SELF_HOSTED_REMOTE_CACHE_ACCESS_TOKEN: 'nxsc_none',
    };
    // Of what the local cache has nobody asks the server.
    workspace.append('libs/worker/src/worker/__init__.py', 'SIZE: int = 2\n');
    const affected = (env: Record<string, string>) =>
      workspace.nx(['affected', '-t', 'signal'], { env });
    const stopped = await affected(server);
    expect(stopped.exitCode).toBe(1);
    expect(stopped.output).toContain('error sending request');
    const without = await affected({ ...server, NX_SKIP_REMOTE_CACHE: 'true' });
    expect(without.exitCode, without.output).toBe(0);
  });

  it.each([
    'run pytest libs/api/tests/unit',
    'build --wheel --package api',
    'sync --all-packages',
    'sync --all-extras',
    'sync --frozen --package api --inexact',
    'add --dev coverage',
    'add --package api --group dev idna',
    'lock',
  ])('uv %s', async (command) => {
    const { exitCode, output } = await workspace.run('uv', splitCommand(command));
    expect(exitCode, output).toBe(0);
  });
});

describe('commands of the guides that install packages', () => {
  let registry: Registry;
  let folder: string;
  beforeAll(async () => {
    registry = await startRegistry();
    folder = mkdtempSync(join(tmpdir(), 'nx-signal-install-'));
  });
  afterAll(async () => {
    await registry.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  });

  const npm = (...args: string[]) => execa('npm', args, { cwd: folder, env: registry.env });

  it('npm install --save-dev @nx-signal/python, and npm ci in a clone', async () => {
    await npm('init', '--yes');
    await npm('install', '--save-dev', '@nx-signal/python');
    const { devDependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    expect(Object.keys(devDependencies)).toEqual(['@nx-signal/python']);
    await npm('ci');
    const program = join(folder, 'node_modules/.bin/nx-signal');
    expect((await execa(program, ['--help'])).stdout).toContain('now');
  });

  it('npm install --global @nx-signal/cache-server', async () => {
    await npm('install', '--global', '--prefix', folder, '@nx-signal/cache-server');
    const { stdout } = await execa(join(folder, 'bin/nx-signal-cache'), ['--help']);
    expect(stdout).toContain('token');
  });
});

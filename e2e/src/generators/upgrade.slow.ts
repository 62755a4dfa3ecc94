import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Registry, startRegistry } from '../harness/registry.js';
import { Workspace } from '../harness/workspace.js';

describe('a generated workspace, when Nx is upgraded', () => {
  let registry: Registry;
  let workspace: Workspace;
  beforeAll(async () => {
    registry = await startRegistry();
    workspace = await Workspace.create({
      files: {
        'nx.json': JSON.stringify({ analytics: false }),
        'package.json': JSON.stringify({
          name: 'root',
          private: true,
          devDependencies: { nx: '23.3.2', '@nx/devkit': '23.3.2', '@nx-signal/python': '^0.1.0' },
        }),
      },
      bare: true,
    });
    await npm('install', '--no-audit', '--no-fund');
    await nx('g', '@nx-signal/python:preset', '--name=root', '--kind=worker');
    await workspace.commit('generated');
  });
  afterAll(async () => {
    await registry.stop();
    await workspace.dispose();
  });

  async function npm(...args: string[]) {
    const { exitCode, output } = await workspace.run('npm', args, registry.env);
    expect(exitCode, output).toBe(0);
  }

  async function nx(...args: string[]) {
    // Registries that mirror another one carry no attestations, and Nx asks for them.
    const env = { ...registry.env, NX_SKIP_PROVENANCE_CHECK: 'true' };
    const run = await workspace.nx(args, { env });
    expect(run.exitCode, run.output).toBe(0);
    return run;
  }

  it('is green before', async () => {
    await nx('run-many', '-t', 'signal');
  });

  it('is green after `nx migrate` to the newest Nx', async () => {
    // A registry may be behind with one of them: then `latest` of nx has no counterpart.
    const devkit = await workspace.run('npm', ['view', '@nx/devkit', 'version'], registry.env);
    const counterpart = `--to=@nx/devkit@${devkit.output.trim()}`;
    await nx('migrate', 'latest', '--interactive=false', counterpart);
    const wanted = JSON.parse(workspace.read('package.json')).devDependencies;
    expect(Number.parseInt(wanted.nx.replace(/^\D+/, ''), 10)).toBeGreaterThanOrEqual(24);
    await npm('install', '--no-audit', '--no-fund');
    if (workspace.has('migrations.json')) await nx('migrate', '--run-migrations');
    await workspace.commit('upgraded');
    const { tasks } = await nx('run-many', '-t', 'signal', 'confidence');
    expect(Object.keys(tasks).sort()).toEqual(
      ['lint', 'typecheck', 'test:unit', 'test:integration'].map((name) => `jobs:${name}`).sort(),
    );
  });
});

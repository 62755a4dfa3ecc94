import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { GithubRun, type Workflow } from '../harness/ci/github-run.js';
import { GitlabRun } from '../harness/ci/gitlab-run.js';
import { makeInstallable } from '../harness/ci/installable.js';
import { actionlint, validateGitlab } from '../harness/ci/linters.js';
import { type Postgres, startPostgres } from '../harness/postgres.js';
import { Workspace } from '../harness/workspace.js';

const workflowFile = '.github/workflows/ci.yml';
const ci = (...args: string[]) => ['g', '@nx-signal/python:ci', ...args];

/** The example with packages that a clone of it can install. */
async function installableShop(): Promise<Workspace> {
  const shop = await Workspace.create({ shop: true });
  await makeInstallable(shop);
  return shop;
}

describe('the pipelines', () => {
  let shop: Workspace;
  beforeAll(async () => {
    shop = await installableShop();
  });
  afterAll(() => shop.dispose());

  const variants = [
    [],
    ['--shards=3'],
    ['--remoteCache=none'],
    ['--remoteCache=token', '--services=postgres,redis'],
    ['--remoteCache=identity', '--services=postgres', '--shards=2', '--branch=trunk'],
  ];

  it.each(variants.map((options) => [options.join(' '), options] as const))(
    'for GitHub pass actionlint: %s',
    async (_title, options) => {
      shop.remove('.github');
      const { exitCode, output } = await shop.nx(ci('--provider=github', ...options));
      expect(exitCode, output).toBe(0);
      expect(await actionlint(shop.root)).toEqual({ exitCode: 0, output: '' });
    },
  );

  it.each(variants.map((options) => [options.join(' '), options] as const))(
    'for GitLab fit its schema: %s',
    async (_title, options) => {
      shop.remove('.gitlab-ci.yml');
      const { exitCode, output } = await shop.nx(ci('--provider=gitlab', ...options));
      expect(exitCode, output).toBe(0);
      const checked = await validateGitlab(join(shop.root, '.gitlab-ci.yml'));
      expect(checked.exitCode, checked.output).toBe(0);
    },
  );

  it('are checked by programs that find mistakes', async () => {
    const text = shop.read(workflowFile);
    shop.write(workflowFile, text.replace('needs: signal', 'needs: sginal'));
    expect((await actionlint(shop.root)).output).toContain('"sginal"');
    shop.write(workflowFile, text);
    shop.write('broken.yml', 'job:\n  script: [x]\n  parallel: many\n');
    expect((await validateGitlab(join(shop.root, 'broken.yml'))).exitCode).toBe(1);
    shop.remove('broken.yml');
  });

  it('give pull requests no token that can write, and jobs no right to the repository', async () => {
    shop.remove('.github');
    await shop.nx(ci('--provider=github', '--remoteCache=token'));
    const { permissions, jobs } = parse(shop.read(workflowFile)) as Workflow;
    expect(permissions).toEqual({ contents: 'read', actions: 'read' });
    for (const job of Object.values(jobs)) {
      expect(job.permissions).toBeUndefined();
      const token = job.env?.['NX_SELF_HOSTED_REMOTE_CACHE_ACCESS_TOKEN'] ?? '';
      if (token) expect(job.environment).toContain("github.event_name == 'push' && 'nx-cache'");
      for (const { uses } of job.steps) expect(uses ?? 'a/b@v1.2.3').toMatch(/@v\d+\.\d+\.\d+$/);
    }
  });

  it('are written once, previewed with --dry-run, and replace nothing unasked', async () => {
    const text = shop.read(workflowFile);
    const again = await shop.nx(ci('--provider=github', '--remoteCache=token'));
    expect(again.output).toContain('is up to date');
    expect(shop.read(workflowFile)).toBe(text);
    const other = await shop.nx(ci('--provider=github', '--shards=2'));
    expect(other.exitCode).toBe(1);
    expect(other.output).toContain('FILE_EXISTS');
    const preview = await shop.nx(
      ci('--provider=github', '--shards=2', '--overwrite', '--dry-run'),
    );
    expect(preview.output).toContain(`UPDATE ${workflowFile}`);
    expect(shop.read(workflowFile)).toBe(text);
  });

  it('never touch nx.json', async () => {
    const { output } = await shop.run('git', ['status', '--porcelain', 'nx.json']);
    expect(output).toBe('');
  });
});

// Each job of a pipeline installs everything anew, as it does on a runner of its own.
vi.setConfig({ testTimeout: 900_000 });

describe('each step, in order, on a clone', () => {
  let shop: Workspace;
  let postgres: Postgres;
  beforeAll(async () => {
    postgres = await startPostgres();
    shop = await installableShop();
    for (const options of [['--provider=github', '--services=postgres'], ['--provider=gitlab']]) {
      const { exitCode, output } = await shop.nx(ci(...options, '--shards=2'));
      expect(exitCode, output).toBe(0);
    }
    await shop.commit('pipelines');
    await shop.git('switch', '--quiet', '--create', 'change');
    shop.append('services/api/src/api/__init__.py', '\n# A remark.\n');
    await shop.commit('change');
  });
  afterAll(async () => {
    await shop.dispose();
    await postgres.stop();
  });

  it('of GitHub is green, and runs what the change affects', async () => {
    const { username, host } = new URL(postgres.url);
    const run = await GithubRun.start(shop.root, workflowFile, {
      services: { 'postgres:postgres@localhost:5432': `${username}@${host}` },
    });
    const signal = await run.job('signal');
    expect(signal.output).toMatch(/nx run api:"?test:unit"?/);
    expect(signal.output).not.toMatch(/nx run worker:"?lint"?/);
    const shards = JSON.parse(run.output('signal', 'confidence'));
    expect(shards).toEqual([{ shard: '1/1', projects: 'api' }]);
    const confidence = await run.job('confidence', shards[0]);
    expect(confidence.output).toMatch(/api:"?test:integration"?/);
    expect(confidence.read('dist/reports/api/test-integration/junit.xml')).toContain('postgresql');
    const contract = await run.job('contract', JSON.parse(run.output('signal', 'contract'))[0]);
    expect(contract.output).toMatch(/api:"?test:contract"?/);
    expect(JSON.parse(run.output('signal', 'docker'))).toEqual(expect.any(Array));
    const kept = await run.job('durations');
    const durations = JSON.parse(kept.read('.nx/durations.json'));
    expect(durations['api:test:integration']).toBeGreaterThan(0);
    expect(durations['api:test:contract']).toBeGreaterThan(0);
    await run.dispose();
  });

  it('of GitLab is green, and runs what the change affects', async () => {
    const run = await GitlabRun.start(shop.root, '.gitlab-ci.yml');
    const signal = await run.job('signal');
    expect(signal).toMatch(/nx run api:"?test:unit"?/);
    expect(signal).not.toMatch(/nx run worker:"?lint"?/);
    expect(await run.job('confidence', { CI_NODE_INDEX: '1' })).toMatch(/api:"?test:integration"?/);
    expect(await run.job('confidence', { CI_NODE_INDEX: '2' })).toContain('Nothing to do.');
    expect(await run.job('contract', { CI_NODE_INDEX: '1' })).toMatch(/api:"?test:contract"?/);
    const first = { CI_MERGE_REQUEST_DIFF_BASE_SHA: '' };
    const everything = await run.job('signal', first);
    for (const project of ['api', 'models', 'pricing', 'worker'])
      expect(everything).toContain(`nx run ${project}:lint`);
    await run.job('green');
    expect(run.read('.nx/last-green').trim()).toMatch(/^[0-9a-f]{40}$/);
    expect(JSON.parse(run.read('.nx/durations.json'))['api:test:integration']).toBeGreaterThan(0);
    await run.dispose();
  });
});

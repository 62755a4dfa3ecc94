import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { GithubRun } from '../harness/ci/github-run.js';
import { GitlabRun } from '../harness/ci/gitlab-run.js';
import { installableShop } from '../harness/ci/installable.js';
import { type Postgres, startPostgres } from '../harness/postgres.js';
import type { Workspace } from '../harness/workspace.js';

const workflowFile = '.github/workflows/ci.yml';
const ci = (...args: string[]) => ['g', '@nx-signal/python:ci', ...args];

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
    expect(signal.summary).toContain('### Signal: green');
    expect(signal.summary).toMatch(/^\| Unit tests \| .* \| green \|$/m);
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
    expect(signal).toMatch(/^Unit tests .* green$/m);
    expect(JSON.parse(run.read('dist/reports/codequality.json'))).toEqual([]);
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

import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { installableShop } from '../harness/ci/installable.js';
import { actionlint, validateGitlab } from '../harness/ci/linters.js';
import type { Workflow } from '../harness/ci/workflow.js';
import { repository } from '../harness/paths.js';
import type { Workspace } from '../harness/workspace.js';

const workflowFile = '.github/workflows/ci.yml';
const ci = (...args: string[]) => ['g', '@nx-signal/python:ci', ...args];

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
    ['--remoteCache=identity', '--services=postgres', '--shards=2', '--branch=trunk', '--release'],
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

  it('of this repository pass actionlint', async () => {
    expect(await actionlint(repository)).toEqual({ exitCode: 0, output: '' });
  });

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
      expect(job.permissions ?? {}).toEqual({});
      const token = job.env?.['NX_SELF_HOSTED_REMOTE_CACHE_ACCESS_TOKEN'] ?? '';
      if (token) expect(job.environment).toContain("github.event_name == 'push' && 'nx-cache'");
      for (const { uses } of job.steps)
        expect(uses ?? 'a/b@v1.2.3').toMatch(/@(?:v\d+\.\d+\.\d+|[0-9a-f]{40})$/);
    }
  });

  it('give the identity that an index trusts to the job that publishes, and to no other', async () => {
    shop.remove('.github');
    const { output } = await shop.nx(ci('--provider=github', '--release'));
    expect(output).toContain('the environment `release`, limited to tags');
    const { on, permissions, jobs } = parse(shop.read('.github/workflows/release.yml'));
    expect(on).toEqual({ push: { tags: ['v[0-9]*'] }, workflow_dispatch: null });
    expect(permissions).toEqual({ contents: 'read' });
    expect(Object.keys(jobs)).toEqual(['signal', 'build', 'publish']);
    const { signal, build, publish } = jobs;
    expect([signal.permissions, build.permissions]).toEqual([undefined, undefined]);
    expect(publish.permissions).toEqual({ contents: 'read', 'id-token': 'write' });
    expect(publish.needs).toEqual(['signal', 'build']);
    expect(publish.environment).toBe('release');
    for (const { steps } of [build, publish]) expect(JSON.stringify(steps)).not.toContain('/cache');
    shop.remove('.gitlab-ci.yml');
    await shop.nx(ci('--provider=gitlab', '--release'));
    const pipeline = parse(shop.read('.gitlab-ci.yml'));
    expect(pipeline.workflow.rules.at(-1)).toEqual({ if: '$CI_COMMIT_TAG =~ /^v\\d.*$/' });
    expect(pipeline.publish.id_tokens).toEqual({ PYPI_ID_TOKEN: { aud: 'pypi' } });
    const others = Object.entries<{ id_tokens?: object }>(pipeline);
    expect(others.filter(([, job]) => job.id_tokens).map(([name]) => name)).toEqual(['publish']);
    for (const name of ['confidence', 'contract'])
      expect(pipeline[name].rules[0]).toEqual({ if: '$CI_COMMIT_TAG', when: 'never' });
    shop.remove('.gitlab-ci.yml');
    shop.remove('.github');
  });

  it('for GitHub have one check to require, whatever jobs there are, also in a merge queue', async () => {
    shop.remove('.github');
    await shop.nx(ci('--provider=github'));
    const { on, jobs } = parse(shop.read(workflowFile));
    expect(Object.keys(on)).toEqual(['push', 'pull_request', 'merge_group', 'workflow_dispatch']);
    const { required, ...others } = jobs;
    expect(required.needs).toEqual(Object.keys(others));
    expect(required.if).toBe('always()');
    const [{ run }] = required.steps;
    const codeOf = async (RESULTS: string) =>
      (await shop.run('bash', ['-ec', run], { RESULTS })).exitCode;
    expect(await codeOf('success skipped skipped success')).toBe(0);
    expect(await codeOf('success success failure skipped')).toBe(1);
    expect(await codeOf('cancelled skipped skipped skipped')).toBe(1);
    shop.remove('.github');
  });

  it('run no program that a registry may hold for somebody else, and are ignored in what they write', async () => {
    shop.write('.gitignore', 'node_modules\n');
    for (const provider of ['github', 'gitlab'])
      await shop.nx(ci(`--provider=${provider}`, '--shards=2', '--overwrite'));
    for (const file of [workflowFile, '.gitlab-ci.yml'])
      expect(shop.read(file)).not.toMatch(/npx (?!--no )/);
    const written = ['.nx/ci/uv/x', '.nx/durations.json', '.nx/last-green', 'shards-docker.json'];
    const { output } = await shop.run('git', ['check-ignore', ...written]);
    expect(output.trim().split('\n')).toEqual(written);
    shop.remove('.github');
  });

  it('are written once, previewed with --dry-run, and replace nothing unasked', async () => {
    await shop.nx(ci('--provider=github', '--remoteCache=token'));
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

import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ActionsCache, type RunFacts } from '../harness/ci/actions-cache/service.js';
import type { GithubEvent } from '../harness/ci/github-event.js';
import { GithubRun } from '../harness/ci/github-run.js';
import { type JobOutcome, runWorkflow } from '../harness/ci/github-workflow.js';
import { type GitlabEvent, GitlabRun } from '../harness/ci/gitlab-run.js';
import { makeInstallable } from '../harness/ci/installable.js';
import { type Dockerd, startDockerd } from '../harness/image-builders.js';
import { parseTasks } from '../harness/nx-run.js';
import { createPythonWorkspace } from '../harness/python-workspace.js';
import type { Workspace } from '../harness/workspace.js';

// Each job of a pipeline installs everything anew, as it does on a runner of its own.
vi.setConfig({ testTimeout: 900_000 });

const test = (name: string) =>
  `from store import NAME\n\n\ndef test_${name}() -> None:\n    assert NAME\n`;

const store = {
  dependencies: ['core'],
  files: {
    'tests/integration/test_whole.py': test('whole'),
    'tests/contract/test_promise.py': test('promise'),
  },
};

/** On a machine where there is no registry to pull from. */
const image = {
  files: { Dockerfile: 'FROM scratch\nCOPY . .\n' },
  pyproject: '[tool.nx-signal.targets.docker-build]\ncontext = "project"\n',
};

/** The branches and refs of a repository as both providers make them. */
async function makeRefs(workspace: Workspace): Promise<void> {
  const ref = (name: string) => workspace.git('update-ref', name, 'HEAD');
  await workspace.git('switch', '--quiet', '--create', 'change');
  workspace.append('libs/store/src/store/__init__.py', 'SIZE: int = 2\n');
  await workspace.commit('change');
  await ref('refs/merge-requests/7/head');
  await workspace.git('switch', '--quiet', '--detach', 'main');
  await workspace.git('merge', '--quiet', '--no-ff', '--message', 'merge', 'change');
  for (const name of ['refs/pull/7/merge', 'refs/heads/queue/main/pr-7', 'refs/train/7'])
    await ref(name);
  await workspace.git('switch', '--quiet', '--create', 'fork', 'main');
  workspace.write('README.md', '# Fork\n');
  await workspace.commit('fork');
  for (const name of ['refs/pull/8/merge', 'refs/merge-requests/8/head']) await ref(name);
  await workspace.git('switch', '--quiet', 'main');
}

describe('a pipeline runs step by step', () => {
  let workspace: Workspace;
  let dockerd: Dockerd;
  /** The commit of the main branch before the change. */
  let before: string;
  beforeAll(async () => {
    dockerd = await startDockerd();
    workspace = await createPythonWorkspace({ projects: { core: {}, store, image } });
    await makeInstallable(workspace);
    for (const provider of ['github', 'gitlab']) {
      const { exitCode, output } = await workspace.nx([
        ...['g', '@nx-signal/python:ci', `--provider=${provider}`, '--shards=2'],
      ]);
      expect(exitCode, output).toBe(0);
    }
    // One commit, as in a repository that was just made.
    await workspace.git('checkout', '--quiet', '--orphan', 'once');
    await workspace.commit('everything');
    await workspace.git('branch', '--quiet', '--force', 'main', 'once');
    await workspace.git('switch', '--quiet', 'main');
    before = (await workspace.run('git', ['rev-parse', 'HEAD'])).output.trim();
    await makeRefs(workspace);
  });
  afterAll(async () => {
    await workspace?.dispose();
    await dockerd?.stop();
  });

  const mainRef = 'refs/heads/main';

  describe('on GitHub, with its own cache', () => {
    let cache: ActionsCache;
    beforeAll(async () => {
      cache = await ActionsCache.start();
    });
    afterAll(() => cache.stop());

    async function runFor(event: GithubEvent, facts: Omit<RunFacts, 'ref' | 'event'> = {}) {
      const run = await GithubRun.start(workspace.root, '.github/workflows/ci.yml', {
        cache: { service: cache, facts: { ref: event.ref, event: event.name, ...facts } },
        event,
        // On GitHub, Nx would fold the text of each task.
        env: {
          ...dockerd.env,
          NX_DEFAULT_OUTPUT_STYLE: 'static',
          NX_SKIP_LOG_GROUPING: 'true',
        },
      });
      try {
        return await runWorkflow(run);
      } finally {
        await run.dispose();
      }
    }

    const resultsOf = (outcomes: Record<string, JobOutcome>) =>
      Object.fromEntries(Object.entries(outcomes).map(([name, { result }]) => [name, result]));
    const textOf = (outcomes: Record<string, JobOutcome>) =>
      Object.values(outcomes)
        .flatMap(({ runs }) => runs.map(({ output }) => output))
        .join('\n');
    const all = {
      signal: 'success',
      confidence: 'success',
      contract: 'success',
      docker: 'success',
      durations: 'success',
      required: 'success',
    };

    it('for the first run, in which everything is new', async () => {
      const outcomes = await runFor({ name: 'push', ref: mainRef });
      const text = textOf(outcomes);
      expect(resultsOf(outcomes), text).toEqual(all);
      for (const task of ['core:lint', 'store:test:integration', 'image:docker-build'])
        expect(text.replaceAll('"', '')).toContain(`nx run ${task}`);
      expect(text).toContain('stored as pack 1 of refs/heads/main');
    });

    it('for a pull request, with what it changes', async () => {
      const event = { name: 'pull_request', ref: 'refs/pull/7/merge' };
      const outcomes = await runFor(event, { others: [mainRef] });
      const text = textOf(outcomes);
      const skipped = { docker: 'skipped', durations: 'skipped' };
      expect(resultsOf(outcomes), text).toEqual({ ...all, ...skipped });
      expect(text.replaceAll('"', '')).toContain('nx run store:test:contract');
      expect(text).not.toContain('nx run core:lint');
      expect(text).toContain('of refs/pull/7/merge');
    });

    it('for a merge queue, in a branch that the queue has made', async () => {
      const event = { name: 'merge_group', ref: 'refs/heads/queue/main/pr-7' };
      const outcomes = await runFor(event, { others: [mainRef] });
      const skipped = { docker: 'skipped', durations: 'skipped' };
      expect(resultsOf(outcomes), textOf(outcomes)).toEqual({ ...all, ...skipped });
      expect(outcomes['signal']?.runs[0]?.summary).toContain('### Signal: green');
    });

    it('for a fork, whose token can store nothing, and which concerns no slow stage', async () => {
      const stored = cache.requests.get('CreateCacheEntry');
      const event = { name: 'pull_request', ref: 'refs/pull/8/merge' };
      const outcomes = await runFor(event, { others: [mainRef], writes: false });
      const text = textOf(outcomes);
      expect(resultsOf(outcomes), text).toEqual({
        signal: 'success',
        confidence: 'skipped',
        contract: 'skipped',
        docker: 'skipped',
        durations: 'skipped',
        required: 'success',
      });
      expect(cache.requests.get('CreateCacheEntry')).toBe(stored);
    });

    it('for a push, compared with the last green run', async () => {
      await workspace.git('merge', '--quiet', '--no-ff', '--message', 'merge', 'change');
      const outcomes = await runFor({ name: 'push', ref: mainRef, lastGreen: before });
      const text = textOf(outcomes);
      expect(resultsOf(outcomes), text).toEqual({ ...all, docker: 'skipped' });
      expect(text).not.toContain('nx run core:lint');
      // A pull request stores nothing that the main branch would read.
      expect(parseTasks(text)['store:lint']).toBe('ran');
    });

    it('for a red change, which the check to require shows', async () => {
      await workspace.git('switch', '--quiet', '--create', 'red', 'change');
      workspace.append('libs/store/src/store/__init__.py', 'WRONG: str = 7\n');
      await workspace.commit('red');
      await workspace.git('update-ref', 'refs/pull/9/merge', 'HEAD');
      await workspace.git('switch', '--quiet', 'main');
      const event = { name: 'pull_request', ref: 'refs/pull/9/merge' };
      const outcomes = await runFor(event, { others: [mainRef] });
      expect(resultsOf(outcomes), textOf(outcomes)).toEqual({
        signal: 'failure',
        confidence: 'skipped',
        contract: 'skipped',
        docker: 'skipped',
        durations: 'skipped',
        required: 'failure',
      });
      expect(outcomes['signal']?.runs[0]?.summary).toContain('### Signal: red');
    });
  });

  describe('on GitLab', () => {
    const zeros = '0'.repeat(40);
    const mergeRequest = (ref: string, type: string): GitlabEvent => ({
      ref,
      variables: {
        CI_PIPELINE_SOURCE: 'merge_request_event',
        CI_MERGE_REQUEST_EVENT_TYPE: type,
        CI_MERGE_REQUEST_DIFF_BASE_SHA: before,
        CI_COMMIT_BEFORE_SHA: zeros,
      },
    });
    const push = (ref: string, previous: string): GitlabEvent => ({
      ref,
      variables: {
        CI_PIPELINE_SOURCE: 'push',
        CI_COMMIT_BRANCH: 'main',
        CI_COMMIT_BEFORE_SHA: previous,
      },
    });
    /** What the main branch has kept for its next pipeline. */
    let kept: Record<string, string> = {};

    async function runFor(event: GitlabEvent, except: readonly string[] = []) {
      const run = await GitlabRun.start(workspace.root, '.gitlab-ci.yml', { event });
      try {
        const jobs = await run.all(except);
        const files = ['.nx/last-green', '.nx/durations.json'];
        if ('green' in jobs) kept = Object.fromEntries(files.map((file) => [file, run.read(file)]));
        return jobs;
      } finally {
        await run.dispose();
      }
    }
    const slow = ['confidence', 'contract', 'docker'];

    it('for the first run, in which everything is new', async () => {
      // The images' job installs packages of the Debian that its image has.
      const jobs = await runFor(push('once', zeros), ['docker']);
      expect(Object.keys(jobs)).toEqual(['signal', 'confidence', 'contract', 'green']);
      expect(jobs['signal']?.[0]).toContain('nx run core:lint');
      expect(kept['.nx/last-green']?.trim()).toBe(before);
    });

    it.each([
      ['a merge request', 'refs/merge-requests/7/head', 'detached'],
      ['a merge train', 'refs/train/7', 'merge_train'],
    ])('for %s, with what it changes', async (_title, ref, type) => {
      const jobs = await runFor(mergeRequest(ref, type));
      expect(Object.keys(jobs)).toEqual(['signal', ...slow]);
      expect(jobs['signal']?.[0]).not.toContain('nx run core:lint');
      expect(jobs['confidence']?.join('\n')).toMatch(/nx run store:"?test:integration"?/);
      expect(jobs['docker']).toEqual([expect.stringContaining('Nothing to do.')]);
    });

    it('for a fork, which concerns no slow stage', async () => {
      const jobs = await runFor(mergeRequest('refs/merge-requests/8/head', 'detached'));
      expect(Object.keys(jobs)).toEqual(['signal', ...slow]);
      for (const name of slow)
        for (const text of jobs[name] ?? []) expect(text).toContain('Nothing to do.');
    });

    it('for a push, compared with the last green one', async () => {
      const jobs = await runFor({ ...push('change', zeros), cached: kept });
      expect(Object.keys(jobs)).toEqual(['signal', ...slow, 'green']);
      expect(jobs['signal']?.[0]).toContain(`Comparing with ${before}`);
      expect(jobs['signal']?.[0]).not.toContain('nx run core:lint');
    });

    it('none for a push to another branch', async () => {
      const variables = { CI_PIPELINE_SOURCE: 'push', CI_COMMIT_BRANCH: 'change' };
      expect(await runFor({ ref: 'change', variables })).toEqual({});
    });
  });
});

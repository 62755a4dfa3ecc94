import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { distributionFiles } from '../build/built-files.js';
import { GithubRun } from '../harness/ci/github-run.js';
import { GitlabRun } from '../harness/ci/gitlab-run.js';
import { type IdentityIssuer, startIdentityIssuer } from '../harness/ci/identity-issuer.js';
import { makeInstallable } from '../harness/ci/installable.js';
import { createPythonWorkspace } from '../harness/python-workspace.js';
import { startTrustedIndex, type TrustedIndex } from '../harness/trusted-index.js';
import type { Workspace } from '../harness/workspace.js';

// Each job of a pipeline installs everything anew, as it does on a runner of its own.
vi.setConfig({ testTimeout: 900_000 });

const environment = 'release';
const ofGithub = { repository: 'shop/shop', environment };
const ofGitlab = { project_path: 'shop/shop', environment };

let issuer: IdentityIssuer;
let index: TrustedIndex;
let workspace: Workspace;
/** The index that stands for PyPI. */
let elsewhere: Record<string, string>;
beforeAll(async () => {
  issuer = await startIdentityIssuer();
  const audience = 'pypi';
  index = await startTrustedIndex([
    { issuer, audience, claims: ofGithub },
    { issuer, audience, claims: ofGitlab },
  ]);
  const addresses = { UV_PUBLISH_URL: index.uploads, UV_PUBLISH_CHECK_URL: index.simple };
  elsewhere = { ...index.env, ...addresses };
  workspace = await createPythonWorkspace({
    projects: { core: {}, app: { dependencies: ['core'] }, inner: {} },
    files: {
      'nx.json': JSON.stringify({
        plugins: ['@nx-signal/python'],
        analytics: false,
        release: { projects: ['core', 'app'] },
      }),
    },
  });
  await makeInstallable(workspace);
  for (const provider of ['github', 'gitlab']) {
    const options = [`--provider=${provider}`, '--release'];
    const { exitCode, output } = await workspace.nx(['g', '@nx-signal/python:ci', ...options]);
    expect(exitCode, output).toBe(0);
  }
  await workspace.commit('pipelines');
});
afterAll(async () => {
  await workspace.dispose();
  await index.stop();
  issuer.stop();
});
afterEach(() => {
  for (const file of index.files()) rmSync(join(index.folder, file));
  index.attestations.clear();
});

const all = distributionFiles(['app', 'core'], '0.1.0');

it('each step of GitHub, on a clone: what is released is built apart and published by an identity', async () => {
  const run = await GithubRun.start(workspace.root, '.github/workflows/release.yml', {
    identity: issuer.githubJob(ofGithub),
    env: elsewhere,
  });
  const signal = await run.job('signal');
  for (const project of ['core', 'app', 'inner'])
    expect(signal.output).toMatch(new RegExp(`nx run ${project}:"?test:unit"?`));
  expect(signal.summary).toContain('### Signal: green');
  const build = await run.job('build');
  expect(build.output).toContain('nx run app:build');
  expect(build.output).not.toContain('inner:build');
  const publish = await run.job('publish');
  expect(publish.output).not.toContain(':build');
  expect(publish.output).not.toContain('pypi-');
  expect(index.files()).toEqual(all);
  expect([...index.attestations.keys()].sort()).toEqual(all);
  for (const [file, [attested]] of index.attestations) expect(attested).toMatchObject({ file });
  const again = await run.job('publish');
  expect(again.output).toContain('already exists, skipping');
  expect(index.tokens.size).toBe(0);
  await run.dispose();
});

it('each step of GitLab, on a clone, by the identity that its job asks for', async () => {
  const run = await GitlabRun.start(workspace.root, '.gitlab-ci.yml', {
    identity: (audience) => issuer.sign(ofGitlab, audience),
  });
  const tag = { CI_COMMIT_TAG: 'v0.1.0', CI_MERGE_REQUEST_DIFF_BASE_SHA: '', ...elsewhere };
  const signal = await run.job('signal', tag);
  for (const project of ['core', 'app', 'inner'])
    expect(signal).toMatch(new RegExp(`nx run ${project}:"?test:unit"?`));
  const build = await run.job('build', tag);
  expect(build).toContain('nx run app:build');
  expect(build).not.toContain('inner:build');
  const publish = await run.job('publish', tag);
  expect(publish).not.toContain(':build');
  expect(index.files()).toEqual(all);
  await run.dispose();
});

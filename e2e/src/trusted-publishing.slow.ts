import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { distributionFiles } from './build/built-files.js';
import { type IdentityIssuer, startIdentityIssuer } from './harness/ci/identity-issuer.js';
import { createPythonWorkspace } from './harness/python-workspace.js';
import { startTrustedIndex, type TrustedIndex } from './harness/trusted-index.js';
import type { Workspace } from './harness/workspace.js';

const github = { repository: 'shop/shop', environment: 'release' };
const gitlab = { project_path: 'shop/shop', environment: 'release' };

let issuer: IdentityIssuer;
let index: TrustedIndex;
let workspace: Workspace;
beforeAll(async () => {
  issuer = await startIdentityIssuer();
  const audience = 'packages.example';
  index = await startTrustedIndex([
    { issuer, audience, claims: github },
    { issuer, audience, claims: gitlab },
  ]);
  const plugin = {
    plugin: '@nx-signal/python',
    options: { targets: { 'nx-release-publish': { index: 'internal' } } },
  };
  workspace = await createPythonWorkspace({
    fresh: true,
    projects: { core: {}, app: { dependencies: ['core'] } },
    files: {
      'pyproject.toml': `[tool.uv.workspace]
members = ["libs/*"]

[[tool.uv.index]]
name = "internal"
url = "${index.simple}"
publish-url = "${index.uploads}"
explicit = true
`,
      'nx.json': JSON.stringify({
        plugins: [plugin],
        analytics: false,
        release: { projects: ['core', 'app'] },
      }),
    },
  });
  const { exitCode, output } = await workspace.nx(['run-many', '-t', 'build']);
  expect(exitCode, output).toBe(0);
});
afterAll(async () => {
  await workspace.dispose();
  await index.stop();
  issuer.stop();
});
afterEach(() => {
  for (const file of index.files()) rmSync(join(index.folder, file));
});

const all = distributionFiles(['app', 'core'], '0.1.0');

/** Publishes what was built, as a job does that has an identity and no password. */
const publish = (variables: Record<string, string>) =>
  workspace.nx(['release', 'publish', '--excludeTaskDependencies'], {
    env: { ...index.env, ...variables },
  });

const inGithub = (claims: Record<string, string>, allowed = true) => ({
  GITHUB_ACTIONS: 'true',
  ...issuer.githubJob(claims, allowed),
});

it('a job of GitHub publishes by its identity, with attestations, and no log shows the token', async () => {
  for (const project of ['core', 'app'])
    for (const file of readdirSync(join(workspace.root, 'dist/libs', project)))
      workspace.write(`dist/libs/${project}/${file}.publish.attestation`, `{"of":"${file}"}`);
  const { exitCode, output } = await publish(inGithub(github));
  expect(exitCode, output).toBe(0);
  expect(index.files()).toEqual(all);
  expect(Object.fromEntries(index.attestations)).toEqual(
    Object.fromEntries(all.map((file) => [file, [{ of: file }]])),
  );
  // The runner hides it from here on, and only where the line starts with this.
  const masked = [...output.matchAll(/^::add-mask::(pypi-\w+)$/gm)].map(([, token]) => token);
  expect(masked).toHaveLength(2);
  for (const token of masked) expect(output.split(String(token))).toHaveLength(2);
  expect(index.tokens.size).toBe(0);
});

it('a secret that a job does not have is no password', async () => {
  const empty = { UV_PUBLISH_TOKEN: '', UV_PUBLISH_USERNAME: '', UV_PUBLISH_PASSWORD: '' };
  const { exitCode, output } = await publish({ ...inGithub(github), ...empty });
  expect(exitCode, output).toBe(0);
  expect(index.files()).toEqual(all);
});

it('a job of GitLab publishes by the identity that its pipeline asks for', async () => {
  const variables = {
    GITLAB_CI: 'true',
    PACKAGES_EXAMPLE_ID_TOKEN: issuer.sign(gitlab, 'packages.example'),
  };
  const { exitCode, output } = await publish(variables);
  expect(exitCode, output).toBe(0);
  expect(index.files()).toEqual(all);
});

it.each([
  ['of another environment', () => inGithub({ ...github, environment: 'tests' }), '422'],
  ['that may not have one', () => inGithub(github, false), '401'],
  ['without the permission', () => ({ GITHUB_ACTIONS: 'true' }), 'id-token: write'],
  [
    'of GitLab for another index',
    () => ({ GITLAB_CI: 'true', PYPI_ID_TOKEN: issuer.sign(gitlab, 'pypi') }),
    'PACKAGES_EXAMPLE_ID_TOKEN',
  ],
])('the identity of a job %s publishes nothing', async (_title, variables, words) => {
  const { exitCode, output } = await publish(variables());
  expect(exitCode).toBe(1);
  expect(output).toContain(words);
  expect(output).toContain('error [PUBLISH_FAILED]: core could not be uploaded: the index gave no');
  expect(index.files()).toEqual([]);
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { distributionFiles, installAndRun } from './build/built-files.js';
import { type PackageIndex, startPackageIndex } from './harness/package-index.js';
import { createPythonWorkspace } from './harness/python-workspace.js';
import type { Workspace } from './harness/workspace.js';

const credentials = { UV_PUBLISH_USERNAME: 'releaser', UV_PUBLISH_PASSWORD: 'secret' };
const projects = ['core', 'middle', 'top'];

const poetryLock = `package = []

[metadata]
lock-version = "2.1"
python-versions = "^3.11"
content-hash = "0"
`;

/** Nx makes a patch of a minor version below 1.0 otherwise. */
const plainBumps = { adjustSemverBumpsForZeroMajorVersion: false };

let index: PackageIndex;
let workspace: Workspace;
let scratch: string;
beforeAll(async () => {
  index = await startPackageIndex();
  scratch = mkdtempSync(join(tmpdir(), 'nx-signal-release-'));
  const settings = `
[[tool.uv.index]]
name = "internal"
url = "${index.simple}"
publish-url = "${index.uploads}"
explicit = true
`;
  workspace = await createPythonWorkspace({
    fresh: true,
    projects: {
      core: {},
      middle: { pyproject: '# The end.\n' },
      top: {},
    },
    files: {
      'pyproject.toml': `[tool.uv.workspace]\nmembers = ["libs/*"]\n${settings}`,
      'nx.json': JSON.stringify({
        plugins: [
          {
            plugin: '@nx-signal/python',
            options: { targets: { 'nx-release-publish': { index: 'internal' } } },
          },
        ],
        analytics: false,
        release: { projects },
      }),
    },
    unlocked: true,
  });
  const sources = (...names: string[]) =>
    `\n[tool.uv.sources]\n${names.map((name) => `${name} = { workspace = true }`).join('\n')}\n`;
  workspace.replace('libs/middle/pyproject.toml', '[]', '["core>=0.1.0,<1"]  # all of it');
  workspace.append('libs/middle/pyproject.toml', sources('core'));
  workspace.replace('libs/top/pyproject.toml', '[]', '["middle~=0.1.0", "core"]');
  workspace.append('libs/top/pyproject.toml', sources('core', 'middle'));
  await workspace.run('uv', ['lock', '--quiet']);
  await workspace.commit('feat: start');
});
afterAll(async () => {
  await workspace.dispose();
  await index.stop();
  rmSync(scratch, { recursive: true, force: true });
});

const release = (...args: string[]) => {
  const identity = { GIT_AUTHOR_NAME: 'r', GIT_AUTHOR_EMAIL: 'r@example.test' };
  const committer = { GIT_COMMITTER_NAME: 'r', GIT_COMMITTER_EMAIL: 'r@example.test' };
  const env = { ...credentials, ...identity, ...committer };
  return workspace.nx(['release', ...args], { env });
};

const filesOf = (version: string) => distributionFiles(projects, version);

it('a dry run says what would be done, and does nothing', async () => {
  const { exitCode, output } = await release('minor', '--first-release', '--dry-run', '--yes');
  expect(exitCode, output).toBe(0);
  expect(output).toContain('+ version = "0.1.1"');
  expect(index.files()).toEqual([]);
  expect((await workspace.run('git', ['status', '--short'])).output).toBe('');
});

it('a pre-release is written as Python has it, with lock and siblings, and uploaded in order', async () => {
  const beta = ['preminor', '--preid', 'beta', '--first-release', '--yes'];
  const { exitCode, output } = await release(...beta);
  expect(exitCode, output).toBe(0);
  expect(workspace.read('libs/middle/pyproject.toml')).toMatch(
    /version = "0\.1\.1b0"[\s\S]*"core>=0\.1\.1b0,<1"\] {2}# all of it[\s\S]*# The end\./,
  );
  expect(workspace.read('libs/top/pyproject.toml')).toContain('["middle~=0.1.1b0", "core"]');
  expect(workspace.read('uv.lock')).toMatch(/name = "top"\nversion = "0\.1\.1b0"/);
  expect((await workspace.run('git', ['tag'])).output).toBe('v0.1.1-beta.0');
  expect((await workspace.run('git', ['status', '--short'])).output).toBe('');
  expect(index.files()).toEqual(filesOf('0.1.1b0'));
  const uploads = [...output.matchAll(/^Uploading (\w+)-/gm)].map(([, name]) => name);
  expect([...new Set(uploads)]).toEqual(projects);
});

it('a publish that ended between two packages goes on where it ended', async () => {
  for (const name of index.files().filter((file) => /^top|^middle.*whl/.test(file)))
    rmSync(join(index.folder, name));
  workspace.remove('dist');
  // Built anew: the index compares hashes.
  workspace.remove('.nx');
  const { exitCode, output } = await release('publish');
  expect(exitCode, output).toBe(0);
  const uploads = [...output.matchAll(/^Uploading (\S+)/gm)].map(([, name]) => name);
  expect(uploads.sort()).toEqual(
    filesOf('0.1.1b0').filter((file) => /^top|^middle.*whl/.test(file)),
  );
  expect(index.files()).toEqual(filesOf('0.1.1b0'));
});

it('a version that is out with other contents stays as it is', async () => {
  workspace.append('libs/core/src/core/__init__.py', 'RATE = 2\n');
  const { exitCode, output } = await release('publish');
  expect(exitCode).toBe(1);
  expect(output).toContain('error [PUBLISHED_OTHERWISE]: The index has this version of core');
  await workspace.restore();
});

it('the next release counts on from what the index has, and installs from there', async () => {
  const nxJson = JSON.parse(workspace.read('nx.json'));
  // Nx counts no tag of a pre-release as the one before a release.
  nxJson.release.changelog = { automaticFromRef: true };
  nxJson.release.version = {
    currentVersionResolver: 'registry',
    currentVersionResolverMetadata: { index: 'internal' },
  };
  workspace.write('nx.json', JSON.stringify(nxJson));
  await workspace.commit('fix: count on from the index');
  const { exitCode, output } = await release('patch', '--yes');
  expect(exitCode, output).toBe(0);
  expect(output).toContain('0.1.1-beta.0 from the remote registry');
  expect(index.files()).toEqual([...filesOf('0.1.1'), ...filesOf('0.1.1b0')].sort());
  const args = ['--index-url', index.simple, 'top'];
  const script = 'import core, middle, top, importlib.metadata as m; print(m.version("top"))';
  expect(await installAndRun(scratch, args, script)).toBe('0.1.1');
});

it("Poetry's tables follow, and its lock is named", async () => {
  workspace.write(
    'apps/classic/pyproject.toml',
    `[tool.poetry]
name = "classic"
version = "0.1.1"
description = ""
authors = []

[tool.poetry.dependencies]
python = "^3.11"
core = "^0.1.0" # from the index
middle = { version = "~0.1", python = ">=3.11" }

[build-system]
requires = ["poetry-core>=2"]
build-backend = "poetry.core.masonry.api"
`,
  );
  workspace.write('apps/classic/classic/__init__.py', '');
  workspace.write('apps/classic/poetry.lock', poetryLock);
  const nxJson = JSON.parse(workspace.read('nx.json'));
  nxJson.release = { projects: [...projects, 'classic'], version: plainBumps };
  workspace.write('nx.json', JSON.stringify(nxJson));
  await workspace.commit('feat: classic');
  const options = ['--git-commit=false', '--git-tag=false', '--stage-changes=false'];
  const { exitCode, output } = await release('version', 'minor', ...options);
  expect(exitCode, output).toBe(0);
  const manifest = workspace.read('apps/classic/pyproject.toml');
  expect(manifest).toContain('version = "0.2.0"\n');
  expect(manifest).toContain('core = "^0.2.0" # from the index\n');
  expect(manifest).toContain('middle = { version = "~0.2", python = ">=3.11" }\n');
  expect(output).toContain('apps/classic/poetry.lock stays as it is: run `poetry lock`');
  await workspace.reset();
});

it('what was not built is not uploaded under its name, and a version from elsewhere is refused', async () => {
  workspace.replace('libs/core/pyproject.toml', '0.1.1', '0.3.0');
  const alone = ['run', 'core:nx-release-publish', '--excludeTaskDependencies'];
  const stale = await workspace.nx(alone, { env: credentials });
  expect(stale.exitCode).toBe(1);
  expect(stale.output).toContain('is not the version 0.3.0');
  expect(stale.output).toContain('nx build core');
  workspace.replace('libs/core/pyproject.toml', 'version = "0.3.0"', 'dynamic = ["version"]');
  const dynamic = await release('version', 'patch');
  expect(dynamic.exitCode).toBe(1);
  expect(dynamic.output).toContain('contains no version');
  expect(dynamic.output).toContain('at libs/core/pyproject.toml:');
  expect(dynamic.output).toContain('set `version` in [project] and remove it from `dynamic`, or');
  // To publish it nobody has to write a version.
  const published = await workspace.nx([...alone, '--dryRun'], { env: credentials });
  expect(published.exitCode, published.output).toBe(0);
  expect(published.output).toContain('Would upload 2 files of core');
  await workspace.restore();
});

it('versions go up without an upload, through a pre-release, and one project is published', async () => {
  const nxJson = JSON.parse(workspace.read('nx.json'));
  nxJson.release.version = plainBumps;
  workspace.write('nx.json', JSON.stringify(nxJson));
  await workspace.commit('fix: versions of the manifests');
  const before = index.files();
  for (const [words, version] of [
    ['minor', '0.2.0'],
    ['preminor --preid beta', '0.3.0b0'],
    ['prerelease', '0.3.0b1'],
    ['patch', '0.3.0'],
  ] as const) {
    const { exitCode, output } = await release(...words.split(' '), '--skip-publish');
    expect(exitCode, output).toBe(0);
    expect(workspace.read('libs/top/pyproject.toml')).toContain(`version = "${version}"`);
  }
  expect(index.files()).toEqual(before);
  await workspace.nx(['build', 'core']);
  // Nx refuses a part of projects that are released together.
  nxJson.release.projectsRelationship = 'independent';
  workspace.write('nx.json', JSON.stringify(nxJson));
  const { exitCode, output } = await release('publish', '--projects=core');
  expect(exitCode, output).toBe(0);
  const added = index.files().filter((file) => !before.includes(file));
  expect(added).toEqual(filesOf('0.3.0').filter((file) => file.startsWith('core-')));
});

import { expect, it } from 'vitest';
import { parsePyproject } from '../toml/pyproject.js';
import { hookVersion, pinnedVersion } from './pinned-tool.js';

const listed = (name: string, text: string): Record<string, string> => ({ [name]: text });

it.each<[title: string, manifest: string, files: Record<string, string>, version?: string]>([
  ['a group', '[dependency-groups]\nlint = ["ruff==0.17.6"]\n', {}, '0.17.6'],
  [
    'an extra, with a marker',
    '[project.optional-dependencies]\nx = ["Ruff == 0.17.6; os_name == \'nt\'"]\n',
    {},
    '0.17.6',
  ],
  ['uv’s older table', '[tool.uv]\ndev-dependencies = ["ruff===0.17.6"]\n', {}, '0.17.6'],
  ['PDM’s older table', '[tool.pdm.dev-dependencies]\nx = ["ruff==0.17.6"]\n', {}, '0.17.6'],
  ['hatch', '[tool.hatch.envs.lint]\ndependencies = ["ruff==0.17.6"]\n', {}, '0.17.6'],
  ['Poetry', '[tool.poetry.group.dev.dependencies]\nruff = "0.17.6"\n', {}, '0.17.6'],
  [
    'Poetry, at length',
    '[tool.poetry.dev-dependencies]\nruff = { version = "==0.17.6" }\n',
    {},
    '0.17.6',
  ],
  ['ruff’s own settings', '[tool.ruff]\nrequired-version = "==0.17.6"\n', {}, '0.17.6'],
  ['a requirements file', '', listed('requirements-dev.txt', 'ruff==0.17.6  # lint\n'), '0.17.6'],
  [
    'one with hashes',
    '',
    listed('requirements.txt', 'ruff==0.17.6 \\\n    --hash=sha256:0a\n'),
    '0.17.6',
  ],
  ['hashes in a line', '', listed('requirements.txt', 'ruff==0.17.6 --hash=sha256:0a\n'), '0.17.6'],
  [
    'what is written and what came of it',
    '',
    {
      ...listed('requirements.in', 'ruff>=0.1\n'),
      ...listed('requirements.txt', 'ruff==0.17.6\n'),
    },
    '0.17.6',
  ],
  ['nothing: a range', '[dependency-groups]\nlint = ["ruff>=0.17.6"]\n', {}],
  ['nothing: Poetry’s caret', '[tool.poetry.dependencies]\nruff = "^0.17.6"\n', {}],
  ['nothing: any of a release', '[dependency-groups]\nlint = ["ruff==0.17.*"]\n', {}],
  ['nothing: two words', '[dependency-groups]\nlint = ["ruff==0.17.6,!=0.17.5"]\n', {}],
  [
    'nothing: two versions',
    '[dependency-groups]\na = ["ruff==0.17.6"]\nb = ["ruff==0.17.5"]\n',
    {},
  ],
  ['nothing: another tool', '[dependency-groups]\nlint = ["ruff-lsp==0.0.62"]\n', {}],
])('pins a tool: %s', (_title, manifest, files, version) => {
  const { data } = parsePyproject('pyproject.toml', manifest);
  expect(pinnedVersion('ruff', data, Object.entries(files))).toBe(version);
});

const repository = 'repo: https://github.com/astral-sh/ruff-pre-commit';

it.each<[title: string, hooks: string, version?: string]>([
  ['a tag', `  - ${repository}\n    rev: v0.17.6\n`, '0.17.6'],
  ['a version', `  - ${repository}\n    rev: "0.17.6"  # yes\n`, '0.17.6'],
  ['a comment between', `- ${repository}\n  # Ruff version.\n  rev: v0.17.6\n`, '0.17.6'],
  [
    'its older place',
    '- repo: "https://github.com/charliermarsh/ruff-pre-commit.git"\n  rev: v0.17.6',
    '0.17.6',
  ],
  ['a commit', `- ${repository}\n  rev: 7dd5f9a8  # frozen: v0.17.6\n`, '0.17.6'],
  ['a commit without a version', `- ${repository}\n  rev: 7dd5f9a8\n`],
  ['a branch', `- ${repository}\n  rev: main\n`],
  ['hooks of others', '- repo: https://github.com/psf/black\n  rev: 24.1.0\n'],
])('takes the version of hooks: %s', (_title, hooks, version) => {
  const texts = new Map([['py/.pre-commit-config.yaml', hooks]]);
  expect(hookVersion('py', texts)).toBe(version);
  expect(hookVersion('.', texts)).toBeUndefined();
});

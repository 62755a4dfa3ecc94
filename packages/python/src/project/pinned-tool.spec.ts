import { expect, it } from 'vitest';
import { parsePyproject } from '../toml/pyproject.js';
import { pinnedVersion } from './pinned-tool.js';

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

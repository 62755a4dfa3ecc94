import { expect, it } from 'vitest';
import { parsePyproject } from '../toml/pyproject.js';
import { madeByBuild } from './made-by-build.js';

const system = (backend: string) => `[build-system]\nrequires = []\nbuild-backend = "${backend}"\n`;
const hatch = system('hatchling.build');
const setuptools = system('setuptools.build_meta');

const rows: [title: string, text: string, module: string, made: boolean][] = [
  ['a module that nothing speaks of', hatch, 'src/a/x_pb2.py', false],
  [
    'the version that hatch writes',
    `${hatch}[tool.hatch.build.hooks.vcs]\nversion-file = "src/a/_version.py"\n`,
    'src/a/_version.py',
    true,
  ],
  [
    'another module beside it',
    `${hatch}[tool.hatch.build.hooks.vcs]\nversion-file = "src/a/_version.py"\n`,
    'src/a/x_pb2.py',
    false,
  ],
  [
    'the version that setuptools-scm writes, in a repository of several',
    `${setuptools}[tool.setuptools_scm]\nroot = "../.."\nwrite_to = 'libs/a/src/a/version.py'\n`,
    'src/a/version.py',
    true,
  ],
  [
    'what a hook makes',
    `${hatch}[tool.hatch.build.hooks.custom]\npath = "hook.py"\n`,
    'src/a/generated.py',
    true,
  ],
  ['what a backend makes that is not known', system('other.backend'), 'src/a/x.py', true],
];

it.each(rows)('%s', (_title, text, module, made) => {
  const pyproject = parsePyproject('pyproject.toml', `[project]\nname = "a"\n\n${text}`);
  expect(madeByBuild(pyproject, () => undefined)(module)).toBe(made);
});

it('setup.cfg may say where the version is written', () => {
  const pyproject = parsePyproject('pyproject.toml', setuptools);
  const textOf = (file: string) =>
    file === 'setup.cfg' ? '[x]\nfile = "a/version.py"\n' : undefined;
  expect(madeByBuild(pyproject, textOf)('a/version.py')).toBe(true);
});

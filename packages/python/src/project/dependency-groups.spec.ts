import { describe, expect, it } from 'vitest';
import { parsePyproject } from '../toml/pyproject.js';
import { installedExtras, installedGroups, offeredExtras, ownParts } from './dependency-groups.js';
import { readDeclaredDependencies } from './requirements.js';

const extras = (table: string) =>
  `[project]\nname = "a"\n[project.optional-dependencies]\n${table}\n`;

function read(text: string) {
  const pyproject = parsePyproject('pyproject.toml', text);
  return [pyproject, readDeclaredDependencies(pyproject)] as const;
}

describe('extras that are installed', () => {
  const rows: [title: string, text: string, configured: string[], installed: string[]][] = [
    ['none', extras('fast = ["orjson"]'), [], []],
    ['those that name a tool', extras('Test_All = ["pytest>=8"]\nfast = []'), [], ['test-all']],
    [
      'not where a group has the tool',
      `${extras('full = ["pytest"]')}[dependency-groups]\ndev = ["pytest"]\n`,
      [],
      [],
    ],
    [
      'nor where it is a dependency',
      `[project]\nname = "a"\ndependencies = ["pytest>=8"]\n[project.optional-dependencies]\nfull = ["pytest"]\n`,
      [],
      [],
    ],
    [
      'those with another tool all the same',
      `${extras('types = ["mypy", "pytest"]')}[dependency-groups]\ndev = ["pytest"]\n`,
      [],
      ['types'],
    ],
    [
      'those that are for tests by their names',
      `${extras('tests = ["freezegun"]\nType_Check = ["types-pyyaml"]\ntestkit = []')}[dependency-groups]\ndev = ["pytest"]\n`,
      [],
      ['tests', 'type-check'],
    ],
    ['those that options name', extras('fast = []\nslow = []'), ['Fast', 'gone'], ['fast']],
    ['all of them', extras('fast = []\nslow = []'), ['*'], ['fast', 'slow']],
  ];
  it.each(rows)('%s', (_title, text, configured, installed) => {
    expect(installedExtras(...read(text), configured)).toEqual(installed);
  });
});

it('all groups are installed where options say so', () => {
  const text = '[dependency-groups]\ndocs = ["mkdocs"]\ndev = []\n';
  expect(installedGroups(...read(text))).toEqual(['dev']);
  expect(installedGroups(...read(text), ['*'])).toEqual(['dev', 'docs']);
});

it('groups are installed that are for tests, types or lint by their names: a plugin may bring the tool', () => {
  const names = ['test', 'Unit_Tests', 'typing', 'lint', 'docs', 'release', 'latest'];
  const text = `[dependency-groups]\n${names.map((name) => `${name} = ["other"]`).join('\n')}\n`;
  expect(installedGroups(...read(text))).toEqual(['lint', 'test', 'typing', 'unit-tests']);
});

it('those that options name are for dependents, too, but for what is there for tests', () => {
  const [, declared] = read(extras('fast = ["orjson"]\ntest = ["pytest"]\nslow = []'));
  expect(offeredExtras(declared, [])).toEqual([]);
  expect(offeredExtras(declared, ['*'])).toEqual(['fast', 'slow']);
  expect(offeredExtras(declared, ['Fast', 'gone'])).toEqual(['fast']);
});

it('a project names its own in its manifest', () => {
  const [pyproject] = read('[tool.nx-signal]\ngroups = ["docs"]\nextras = "*"\n');
  expect(ownParts(pyproject)).toEqual({ groups: ['docs'], extras: ['*'] });
});

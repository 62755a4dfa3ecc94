import { describe, expect, it } from 'vitest';
import { readConflicts } from '../lock/conflicts.js';
import { readLock } from '../lock/read-lock.js';
import { parsePyproject } from '../toml/pyproject.js';
import { Members } from './select-members.js';

const entry = (name: string, source: string, more = '') =>
  `[[package]]\nname = "${name}"\nversion = "1"\nsource = { ${source} }\n${more}\n`;
const registry = 'registry = "https://pypi.org/simple"';
const requires = (...names: string[]) =>
  `dependencies = [${names.map((name) => `{ name = "${name}" }`).join(', ')}]\n`;
const groups = (table: string) => `[package.dev-dependencies]\n${table}\n`;

const lock = (conflicts: string) => `version = 1
requires-python = ">=3.11"
${conflicts}
[manifest]
members = ["api", "core", "web"]

[manifest.dependency-groups]
dev = [{ name = "ruff" }]

${entry('core', 'editable = "core"')}
${entry('api', 'editable = "api"', requires('core', 'six') + groups('qa = [{ name = "pytest" }]'))}
${entry('web', 'editable = "web"', `${requires('core')}[package.optional-dependencies]\ntest = [{ name = "mypy" }]\nold = [{ name = "idna" }]\n`)}
${['six', 'pytest', 'mypy', 'ruff', 'idna'].map((name) => entry(name, registry)).join('\n')}`;

const manifests = {
  'pyproject.toml': '[dependency-groups]\ndev = ["ruff"]\n',
  'core/pyproject.toml': '[project]\nname = "core"\n',
  'api/pyproject.toml':
    '[project]\nname = "api"\ndependencies = ["core", "six"]\n[dependency-groups]\nqa = ["pytest"]\n',
  'web/pyproject.toml':
    '[project]\nname = "web"\ndependencies = ["core"]\n[project.optional-dependencies]\ntest = ["mypy"]\nold = ["idna"]\n',
};

interface Options {
  conflicts?: string;
  groups?: string[];
  extras?: string[];
  texts?: Record<string, string>;
}

function members({ conflicts = '', groups = [], extras = [], texts = {} }: Options = {}): Members {
  const text = lock(conflicts);
  return new Members({
    environment: '.',
    pyprojects: Object.entries({ ...manifests, ...texts }).map(([file, manifest]) =>
      parsePyproject(file, manifest),
    ),
    lock: () => readLock('uv.lock', text),
    conflicts: readConflicts(text),
    groups,
    extras,
  });
}

const wanted = (directory: string, ...tools: string[]) => ({ directory, tools });

describe('what is installed for some projects', () => {
  it('is the project, with the groups of the root', () => {
    expect(members().some([wanted('core')])).toEqual({
      packages: ['core'],
      groups: ['dev'],
      extras: [],
    });
  });

  it.each([
    ['', '[dependency-groups]\ndev = ["six"]'],
    [', empty', '[dependency-groups]\ndev = []'],
    [', empty and in uv’s older form', '[tool.uv]\ndev-dependencies = []'],
  ])('and names groups of the root that one of the projects has as well%s', (_title, table) => {
    const own = `[project]\nname = "core"\n${table}\n`;
    const selected = (directory: string) =>
      members({ texts: { 'core/pyproject.toml': own } }).some([wanted(directory)]).rootGroups;
    expect(selected('core')).toEqual(['dev']);
    expect(selected('web')).toBeUndefined();
  });

  it('and groups and extras that name a tool', () => {
    expect(members().some([wanted('api', 'pytest'), wanted('web', 'mypy')])).toEqual({
      packages: ['api', 'web'],
      groups: ['dev', 'qa'],
      extras: ['test'],
    });
  });

  it('and those of others, where only they have a tool', () => {
    const selection = { packages: ['api', 'core'], groups: ['dev', 'qa'], extras: [] };
    expect(members().some([wanted('core', 'pytest')])).toEqual(selection);
    expect(members().some([wanted('core', 'mypy')]).extras).toEqual(['test']);
  });

  it('and what options name, of the workspace and of the project', () => {
    const own = {
      'core/pyproject.toml':
        '[project]\nname = "core"\n[tool.nx-signal]\nextras = "*"\n[project.optional-dependencies]\nfast = []\n',
    };
    expect(members({ texts: own, extras: ['old'] }).some([wanted('core'), wanted('web')])).toEqual({
      packages: ['core', 'web'],
      groups: ['dev'],
      extras: ['fast', 'old', 'test'],
    });
  });

  it('is everything for a root that is no project', () => {
    expect(members().some([wanted('.')]).packages).toBeUndefined();
    expect(members().all()).toEqual({ groups: ['dev', 'qa'], extras: ['test'] });
  });

  it('reaches siblings and what they need', () => {
    const { all, local } = members().reachedBy({ packages: ['api'], groups: ['qa'], extras: [] });
    expect([...local].sort()).toEqual(['api', 'core']);
    expect([...all].sort()).toEqual(['api', 'core', 'pytest', 'six']);
  });
});

describe('conflicts', () => {
  const rows: [title: string, conflicts: string, options: Options, isolated: string[]][] = [
    ['none', '', {}, []],
    ['of members', '{ package = "api" }, { package = "web" }', {}, ['api', 'web']],
    [
      'of extras that nobody asks for',
      '{ package = "web", extra = "old" }, { package = "api" }',
      {},
      [],
    ],
    [
      'of an extra that is asked for',
      '{ package = "web", extra = "old" }, { package = "api" }',
      { extras: ['old'] },
      ['api', 'web'],
    ],
    [
      'of a group of the root that nothing else can meet',
      '{ group = "dev" }, { group = "other" }',
      {},
      [],
    ],
    [
      'of a dependency',
      '{ package = "core" }, { package = "web", extra = "test" }',
      {},
      ['core', 'api', 'web'],
    ],
  ];
  it.each(rows)('%s', (_title, items, options, isolated) => {
    const found = members({ ...options, conflicts: items && `conflicts = [[${items}]]` });
    expect(['core', 'api', 'web'].filter((one) => found.isInConflict(one))).toEqual(isolated);
  });

  it('exclude each other, and nobody else', () => {
    const found = members({
      conflicts: 'conflicts = [[{ package = "api" }, { package = "web" }]]',
    });
    expect(found.exclude('api', 'web')).toBe(true);
    expect(found.exclude('api', 'core')).toBe(false);
  });

  it('of groups of one project: uv’s default comes first', () => {
    const texts = {
      'api/pyproject.toml':
        '[project]\nname = "api"\n[dependency-groups]\nalpha = ["pytest"]\ndev = ["pytest"]\n',
    };
    const conflicts =
      'conflicts = [[{ package = "api", group = "alpha" }, { package = "api", group = "dev" }]]';
    expect(members({ texts, conflicts }).some([wanted('api')]).groups).toEqual(['dev']);
  });
});

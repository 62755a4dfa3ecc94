import { describe, expect, it } from 'vitest';
import { parsePyproject } from '../toml/pyproject.js';
import { installedGroups } from './dependency-groups.js';
import { parseRequirement, readDeclaredDependencies } from './requirements.js';

const declared = (text: string) =>
  readDeclaredDependencies(parsePyproject('libs/a/pyproject.toml', text));

describe('the name and extras of a requirement', () => {
  const rows: [text: string, name: string | undefined, ...extras: string[]][] = [
    ['requests', 'requests'],
    ['  Lib_Core >= 1.0', 'lib-core'],
    ['zope.interface==5', 'zope-interface'],
    ['requests[socks, Use_Chardet]>=2', 'requests', 'socks', 'use-chardet'],
    ['requests [socks]', 'requests', 'socks'],
    ['requests[]', 'requests'],
    ["attrs; python_version < '3.12'", 'attrs'],
    ['lib-core @ https://example.test/lib.whl', 'lib-core'],
    ['six>=1,<2', 'six'],
    ['a', 'a'],
    ['', undefined],
    ['>=1.0', undefined],
    ['./libs/core', undefined],
  ];
  it.each(rows)('%s', (text, name, ...extras) => {
    expect(parseRequirement(text)).toEqual(name === undefined ? undefined : { name, extras });
  });
});

describe('every list of requirements counts', () => {
  const rows: [text: string, ...names: string[]][] = [
    ['[project]\ndependencies = ["lib_core>=1", "six"]', 'lib-core', 'six'],
    ['[project.optional-dependencies]\nx = ["a"]\ny = ["b[z]"]', 'a', 'b'],
    ['[dependency-groups]\ndev = ["pytest"]\nlint = ["ruff"]', 'pytest', 'ruff'],
    ['[tool.uv]\ndev-dependencies = ["pytest"]', 'pytest'],
    ['[tool.poetry.dependencies]\npython = "^3.12"\nLib_Core = "*"', 'lib-core'],
    ['[tool.poetry.dev-dependencies]\npytest = "*"', 'pytest'],
    ['[tool.poetry.group.test.dependencies]\npytest = { version = "*" }', 'pytest'],
    ['[project]\ndependencies = "six"'],
    ['[project]\ndependencies = [1, "", { name = "x" }]'],
    ['[project]\nname = "a"'],
  ];
  it.each(rows)('%j', (text, ...names) => {
    expect([...declared(text).names].sort()).toEqual(names);
  });
});

describe('the folders of path sources', () => {
  const rows: [text: string, ...directories: string[]][] = [
    ['[tool.uv.sources]\ncore = { path = "../core" }', 'libs/core'],
    ['[tool.uv.sources]\ncore = { path = "../../core/", editable = true }', 'core'],
    ['[tool.uv.sources]\ncore = [{ path = "x" }, { path = "./y" }]', 'libs/a/x', 'libs/a/y'],
    ['[tool.uv.sources]\ncore = { workspace = true }'],
    ['[tool.uv.sources]\ncore = { git = "https://example.test/core" }'],
    ['[tool.uv.sources]\ncore = { path = "/opt/core" }'],
    ['[tool.poetry.dependencies]\ncore = { path = "../core", develop = true }', 'libs/core'],
    ['[tool.poetry.group.dev.dependencies]\ncore = { path = "../core" }', 'libs/core'],
    ['[tool.poetry.dependencies]\ncore = [{ path = "../core" }]', 'libs/core'],
  ];
  it.each(rows)('%j', (text, ...directories) => {
    expect([...declared(text).directories].sort()).toEqual(directories);
  });
});

describe('dependency groups, with what they include', () => {
  const rows: [text: string, groups: Record<string, string[]>][] = [
    ['dev = ["pytest"]', { dev: ['pytest'] }],
    ['Type_Check = ["mypy"]', { 'type-check': ['mypy'] }],
    [
      'dev = [{ include-group = "Type_Check" }, "six"]\ntype-check = ["mypy"]',
      { dev: ['six', 'mypy'], 'type-check': ['mypy'] },
    ],
    [
      'a = [{ include-group = "b" }]\nb = [{ include-group = "c" }]\nc = ["six"]',
      { a: ['six'], b: ['six'], c: ['six'] },
    ],
    [
      'a = ["x", { include-group = "b" }]\nb = ["y", { include-group = "a" }]',
      { a: ['x', 'y'], b: ['y', 'x'] },
    ],
    ['a = [{ include-group = "a" }, "x"]', { a: ['x'] }],
    ['a = [{ include-group = "gone" }, "x"]', { a: ['x'] }],
    ['a = "six"', { a: [] }],
  ];
  it.each(rows)('%j', (text, groups) => {
    const found = [...declared(`[dependency-groups]\n${text}`).groups];
    expect(Object.fromEntries(found.map(([name, names]) => [name, [...names]]))).toEqual(groups);
  });

  it('uv’s older list joins the group dev', () => {
    const text = '[dependency-groups]\ndev = ["a"]\n[tool.uv]\ndev-dependencies = ["b"]';
    expect([...(declared(text).groups.get('dev') ?? [])]).toEqual(['a', 'b']);
  });
});

describe('the groups that are installed', () => {
  const groups =
    'dev = ["six"]\ntypes = ["mypy>=1"]\ntest = ["pytest"]\nlint = ["Ruff"]\ndocs = ["mkdocs"]';
  const rows: [title: string, extra: string, configured: string[], installed: string[]][] = [
    ['dev and those that name a tool', '', [], ['dev', 'lint', 'test', 'types']],
    ['those of options', '', ['Docs'], ['dev', 'docs', 'lint', 'test', 'types']],
    ['a group that nobody declares is left out', '', ['gone'], ['dev', 'lint', 'test', 'types']],
    [
      'uv’s default groups instead of dev',
      'default-groups = ["docs"]',
      [],
      ['docs', 'lint', 'test', 'types'],
    ],
    ['no default groups', 'default-groups = []', [], ['lint', 'test', 'types']],
    ['all', 'default-groups = "all"', [], ['dev', 'docs', 'lint', 'test', 'types']],
  ];
  it.each(rows)('%s', (_title, extra, configured, installed) => {
    const text = `[dependency-groups]\n${groups}\n[tool.uv]\n${extra}`;
    const pyproject = parsePyproject('pyproject.toml', text);
    const found = installedGroups(pyproject, readDeclaredDependencies(pyproject), configured);
    expect(found).toEqual(installed);
  });

  it('one that includes a tool’s group names the tool', () => {
    const text = '[dependency-groups]\nci = [{ include-group = "x" }]\nx = ["pytest"]';
    const pyproject = parsePyproject('pyproject.toml', text);
    expect(installedGroups(pyproject, readDeclaredDependencies(pyproject))).toEqual(['ci', 'x']);
  });
});

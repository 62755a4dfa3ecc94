import { describe, expect, it } from 'vitest';
import type { WorkspaceOptions } from '../options/schema.js';
import { errorOf } from '../testing/error-of.js';
import { factsOf, graphOf, type Texts } from '../testing/workspace.js';

describe('a pyproject.toml is a project when it names a distribution', () => {
  const rows: [text: string, names: string[]][] = [
    ['[project]\nname = "a"', ['a']],
    ['[tool.poetry]\nname = "a"', ['a']],
    ['[tool.poetry]\npackage-mode = false', []],
    ['[tool.ruff]\nline-length = 99', []],
    ['[tool.uv.workspace]\nmembers = []', []],
    ['[dependency-groups]\ndev = ["pytest"]', []],
    ['', []],
  ];
  it.each(rows)('%j', (text, names) => {
    const { projects, broken, pyprojects } = graphOf({ 'pyproject.toml': text }).workspace;
    expect(projects.map(({ name }) => name)).toEqual(names);
    expect(broken).toEqual([]);
    expect(pyprojects).toHaveLength(1);
  });
});

describe('a name that cannot be used', () => {
  const remedy = 'set name to letters, digits, ".", "_" and "-", such as name = "my-library".';
  const file = 'libs/a/pyproject.toml';
  const rows: [text: string, line: number, message: string][] = [
    ['[project]\nversion = "1"', 1, `${file} has a [project] table without a name.`],
    ['\n[project]\nname = 3', 3, `${file} names its project 3, which is not a valid name.`],
    ['[project]\nname = ""', 2, `${file} names its project "", which is not a valid name.`],
    ['[project]\nname = "a b"', 2, `${file} names its project "a b", which is not a valid name.`],
    ['[project]\nname = "-a"', 2, `${file} names its project "-a", which is not a valid name.`],
    ['[project]\nname = "a."', 2, `${file} names its project "a.", which is not a valid name.`],
  ];
  it.each(rows)('%j', (text, line, message) => {
    expect(errorOf(() => factsOf({ [file]: text }, 'libs/a'))).toEqual({
      code: 'PYPROJECT_INVALID',
      message,
      place: { file, line, key: 'project.name' },
      hint: remedy,
    });
  });

  it.each([['a'], ['A1'], ['Lib_Core'], ['zope.interface'], ['a--b']])('%s is fine', (name) => {
    const facts = factsOf({ [file]: `[project]\nname = "${name}"` }, 'libs/a');
    expect(facts.name).toBe(name);
  });
});

const named = '[project]\nname = "a"\n';

describe('the type checker', () => {
  const lock = 'version = 1\n[[package]]\nname = "mypy"\nversion = "1.0"';
  const rows: [title: string, texts: Texts, options: WorkspaceOptions, checker?: 'mypy'][] = [
    ['is none when nothing speaks for one', {}, {}],
    ['is configured above', { 'mypy.ini': '' }, {}, 'mypy'],
    [
      'is configured in the project',
      { 'libs/a/pyproject.toml': `${named}[tool.mypy]` },
      {},
      'mypy',
    ],
    ['is locked', { 'libs/a/uv.lock': lock }, {}, 'mypy'],
    ['is locked for others only', { 'uv.lock': lock }, {}],
    ['is set by options', {}, { typeChecker: 'mypy' }, 'mypy'],
  ];
  it.each(rows)('%s', (_title, texts, options, checker) => {
    const facts = factsOf({ 'libs/a/pyproject.toml': named, ...texts }, 'libs/a', options);
    expect(facts.typeChecker).toBe(checker);
  });
});

describe('a project is an application when it is deployed or served', () => {
  const rows: [title: string, texts: Texts, application: boolean][] = [
    ['a library', {}, false],
    ['a Dockerfile', { 'libs/a/Dockerfile': '' }, true],
    ['a Dockerfile elsewhere', { Dockerfile: '', 'libs/a/sub/Dockerfile': '' }, false],
    ['scripts', { 'libs/a/pyproject.toml': `${named}[project.scripts]\nx = "a:x"` }, true],
    ['what is served', { 'libs/a/pyproject.toml': `${named}[tool.nx-signal]\nserve = "x"` }, true],
    ['an empty table', { 'libs/a/pyproject.toml': `${named}[project.scripts]` }, false],
  ];
  it.each(rows)('%s', (_title, texts, application) => {
    const facts = factsOf({ 'libs/a/pyproject.toml': named, ...texts }, 'libs/a');
    expect(facts.application).toBe(application);
  });
});

it('each Python file belongs to the nearest project above it', () => {
  const texts = {
    'pyproject.toml': '[project]\nname = "root"',
    'libs/pyproject.toml': '[tool.ruff]',
    'libs/a/pyproject.toml': named,
    'libs/a/sub/broken/pyproject.toml': '[',
    'top.py': '',
    'libs/shared.py': '',
    'libs/a/x.pyi': '',
    'libs/a/sub/y.py': '',
    'libs/a/sub/broken/z.py': '',
    'libs/a/notes.txt': '',
  };
  const { projects, broken } = graphOf(texts).workspace;
  const files = [...projects, ...broken].map(({ directory, pythonFiles }) => [
    directory,
    [...pythonFiles],
  ]);
  expect(Object.fromEntries(files)).toEqual({
    '.': ['libs/shared.py', 'top.py'],
    'libs/a': ['sub/y.py', 'x.pyi'],
    'libs/a/sub/broken': ['z.py'],
  });
});

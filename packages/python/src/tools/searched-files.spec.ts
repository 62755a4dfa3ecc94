import { describe, expect, it } from 'vitest';
import type { TypeChecker } from '../options/names.js';
import { factsOf, type Texts, targetsOf } from '../testing/workspace.js';

const project = '[project]\nname = "a"\n';

/** What a checker reads for the project in libs/a beside the project's files and those of others. */
function searchedBy(typeChecker: TypeChecker, texts: Texts): string[] {
  const all = {
    'libs/a/pyproject.toml': project,
    'libs/a/x.py': '',
    'libs/b/pyproject.toml': '[project]\nname = "b"\n',
    'libs/b/x.py': '',
    ...texts,
  };
  return factsOf(all, 'libs/a', { typeChecker }).searchedFiles;
}

const folder = (path: string) => [path, `${path}/**/*`];
const pyprojectWith = (text: string): Texts => ({ 'pyproject.toml': text });

describe('files that a checker reads because its settings name them', () => {
  type Row = [checker: TypeChecker, title: string, texts: Texts, patterns: string[]];
  const rows: Row[] = [
    ['mypy', 'nothing', {}, []],
    [
      'mypy',
      'a list',
      pyprojectWith('[tool.mypy]\nmypy_path = ["stubs", "more"]'),
      [...folder('more'), ...folder('stubs')],
    ],
    [
      'mypy',
      'a string',
      pyprojectWith('[tool.mypy]\nmypy_path = "stubs:more"'),
      [...folder('more'), ...folder('stubs')],
    ],
    [
      'mypy',
      'an INI file',
      { 'mypy.ini': '[mypy]\nmypy_path = stubs\nstrict = True\n' },
      folder('stubs'),
    ],
    [
      'mypy',
      'a plugin that is a file, not a module',
      pyprojectWith('[tool.mypy]\nplugins = ["pydantic.mypy", "tools/plugin.py"]'),
      folder('tools/plugin.py'),
    ],
    [
      'mypy',
      'the folder of its settings',
      { 'mypy.ini': '[mypy]\nmypy_path = $MYPY_CONFIG_FILE_DIR/stubs, more\n' },
      [...folder('more'), ...folder('stubs')],
    ],
    ['ty', 'nothing', pyprojectWith('[tool.ty]'), []],
    [
      'ty',
      'more roots',
      pyprojectWith('[tool.ty.environment]\nextra-paths = ["./stubs"]\nroot = ["common"]'),
      [...folder('common'), ...folder('stubs')],
    ],
    [
      'pyrefly',
      'search paths',
      { 'pyrefly.toml': 'search-path = [\n  "stubs", # ours\n]\n' },
      folder('stubs'),
    ],
    ['pyright', 'the usual place of stubs', {}, folder('typings')],
    [
      'pyright',
      'another place',
      { 'pyrightconfig.json': '{ "stubPath": "stubs" }' },
      [...folder('stubs'), ...folder('typings')],
    ],
    [
      'pyright',
      'beside its settings',
      { 'libs/pyrightconfig.json': '{\n  // Ours.\n  "extraPaths": ["../common"]\n}' },
      [...folder('common'), ...folder('libs/typings')],
    ],
    [
      'pyright',
      'of settings that others build on',
      {
        'pyrightconfig.json': '{ "extends": "./config/base.json" }',
        'config/base.json': '{ "stubPath": "stubs" }',
      },
      [...folder('config/stubs'), ...folder('typings')],
    ],
    [
      'basedpyright',
      'its baseline',
      {},
      [...folder('.basedpyright/baseline.json'), ...folder('typings')],
    ],
  ];
  it.each(rows)('%s: %s', (checker, _title, texts, patterns) => {
    const all = Object.fromEntries(
      Object.entries(texts).map(([file, text]) => [
        file.replace('base.json', 'x.base.json'),
        text.replace('base.json', 'x.base.json'),
      ]),
    );
    expect(searchedBy(checker, all)).toEqual(patterns);
  });

  it.each([
    ['the project itself', '"libs/a/src"'],
    ['another project, which an edge stands for', '"libs/b/src"'],
    ['what is outside the workspace', '"../elsewhere", "/usr/share", "~/stubs", "C:/stubs"'],
    ['patterns and variables', `"lib*", "\${env:HOME}/x"`],
  ])('but not %s', (_title, paths) => {
    expect(
      searchedBy('ty', pyprojectWith(`[tool.ty.environment]\nextra-paths = [${paths}]`)),
    ).toEqual([]);
  });

  it('of a folder around the project its modules alone', () => {
    const texts = pyprojectWith('[tool.ty.environment]\nroot = ["."]');
    expect(searchedBy('ty', texts)).toEqual(['*.{py,pyi}']);
  });

  it('are inputs of typecheck', () => {
    const texts = {
      'libs/a/pyproject.toml': project,
      'libs/a/x.py': '',
      ...pyprojectWith('[tool.ty.environment]\nextra-paths = ["stubs"]'),
    };
    const { typecheck, lint } = targetsOf(texts, 'libs/a');
    expect(typecheck?.inputs).toContain('{workspaceRoot}/stubs/**/*');
    expect(lint?.inputs).not.toContain('{workspaceRoot}/stubs/**/*');
  });
});

it('settings above the workspace name what lies in it from there', () => {
  const texts = { '../mypy.ini': '[mypy]\nmypy_path = py/stubs\nplugins = py/tools/plugin.py\n' };
  expect(searchedBy('mypy', texts)).toEqual([...folder('stubs'), ...folder('tools/plugin.py')]);
  const above = { '../../mypy.ini': '[mypy]\nmypy_path = repository/py/stubs:py/stubs\n' };
  expect(searchedBy('mypy', { ...above, '../x.ini': '' })).toEqual(folder('stubs'));
});

describe('plugins of mypy are inputs wherever they lie', () => {
  const texts: Texts = {
    'pyproject.toml': '[tool.mypy]\nplugins = ["devtools.checks"]',
    'libs/a/pyproject.toml': project,
    'libs/a/src/a/x.py': '',
    'libs/devtools/pyproject.toml': '[project]\nname = "devtools"\ndependencies = ["shared"]',
    'libs/devtools/src/devtools/checks.py': '',
    'libs/shared/pyproject.toml': '[project]\nname = "shared"',
    'libs/shared/src/shared/x.py': '',
  };
  const inputsOf = (more: Texts, directory = 'libs/a') =>
    targetsOf({ ...texts, ...more }, directory)['typecheck']?.inputs ?? [];

  it('a module of another project, with all that this builds on', () => {
    expect(inputsOf({})).toEqual(
      expect.arrayContaining([
        '{workspaceRoot}/libs/devtools/src/devtools/**/*',
        '{workspaceRoot}/libs/devtools/src/**/*',
        '{workspaceRoot}/libs/shared/src/**/*',
      ]),
    );
  });

  it('of the project itself are its files', () => {
    expect(JSON.stringify(inputsOf({}, 'libs/devtools'))).not.toContain('libs/devtools/src');
  });

  it.each([
    ['mypy.ini', '[mypy]\nplugins =\n  devtools.checks:hook\n'],
    ['mypy.ini', '[mypy]\nplugins = libs/devtools/src/devtools/checks.py\n'],
  ])('%s: %j', (file, text) => {
    expect(inputsOf({ [file]: text })).toContain('{workspaceRoot}/libs/devtools/src/**/*');
  });

  it('and nothing where no settings name them', () => {
    expect(JSON.stringify(inputsOf({ 'pyproject.toml': '[tool.mypy]' }))).not.toContain('devtools');
  });
});

import { describe, expect, it } from 'vitest';
import type { TypeChecker } from '../../options/names.js';
import { factsOf, type Texts } from '../../testing/workspace.js';
import { scopePattern } from './scope.js';

const files = ['a/x.py', 'a/sub/y.py', 'bad/z.py', '.ci/w.py', 'setup.py', 'dist/old.py'];
const texts: Texts = {
  'libs/p/pyproject.toml': '[project]\nname = "p"\n',
  'libs/q/pyproject.toml': '[project]\nname = "q"\n',
  'libs/q/q.py': '',
  ...Object.fromEntries(files.map((file) => [`libs/p/${file}`, ''])),
};

const manifest = (settings: string) => ({
  'libs/p/pyproject.toml': `[project]\nname = "p"\n${settings}`,
});
const all = ['.ci', 'a', 'bad', 'setup.py'];

describe('what a checker may choose from', () => {
  type Row = [checker: TypeChecker, title: string, texts: Texts, sources: string[]];
  const rows: Row[] = [
    ['mypy', 'everything that is hashed', {}, all],
    [
      'mypy',
      'whatever its settings say, which it reads itself',
      manifest('[tool.mypy]\nfiles = "a"'),
      all,
    ],
    [
      'mypy',
      'what settings above name',
      { 'mypy.ini': '[mypy]\nfiles = libs/*/a, tools\n' },
      ['a'],
    ],
    ['mypy', 'nothing by settings above', { 'mypy.ini': '[mypy]\nfiles = src\n' }, []],
    [
      'mypy',
      'all where settings above name packages, too',
      { 'mypy.ini': '[mypy]\nfiles = src\npackages = p\n' },
      all,
    ],
    ['ty', 'the same', manifest('[tool.ty.src]\nexclude = ["bad"]'), all],
    ['pyright', 'all but folders with a dot', {}, ['a', 'bad', 'setup.py']],
    [
      'pyright',
      'what is included',
      manifest('[tool.pyright]\ninclude = ["a", "*.py"]'),
      ['a', 'setup.py'],
    ],
    [
      'pyright',
      'what is not excluded',
      manifest('[tool.pyright]\nexclude = ["**/sub"]'),
      ['.ci', 'a/x.py', 'bad', 'setup.py'],
    ],
    [
      'pyright',
      'in a file with comments',
      {
        'libs/p/pyrightconfig.json':
          '{\n  // Ours.\n  "include": ["./a"],\n  "exclude": ["a/sub"]\n}',
      },
      ['a/x.py'],
    ],
    [
      'pyright',
      'by settings above',
      { 'pyrightconfig.json': '{ "include": ["libs/*/a", "tools"] }' },
      ['a'],
    ],
    [
      'pyright',
      'nothing by settings above',
      { 'pyrightconfig.json': '{ "include": ["tools"] }' },
      [],
    ],
    [
      'pyright',
      'by what its settings extend',
      {
        'libs/p/pyrightconfig.json': '{ "extends": "../../x.base.json" }',
        'x.base.json': '{ "include": ["libs/p/bad"] }',
      },
      ['bad'],
    ],
    [
      'basedpyright',
      'by its own section',
      manifest('[tool.basedpyright]\ninclude = ["bad"]'),
      ['bad'],
    ],
    ['pyrefly', 'all but folders with a dot', {}, ['a', 'bad', 'setup.py']],
    [
      'pyrefly',
      'what is not excluded',
      { 'libs/p/pyrefly.toml': 'project-excludes = ["bad", "a/sub/**"]' },
      ['a/x.py', 'setup.py'],
    ],
    [
      'pyrefly',
      'what is included',
      manifest('[tool.pyrefly]\nproject_includes = ["a/**/*.py"]'),
      ['a'],
    ],
    [
      'pyrefly',
      'nothing by settings above',
      { 'pyrefly.toml': 'project-excludes = ["libs/p"]' },
      [],
    ],
  ];
  it.each(rows)('%s: %s', (typeChecker, _title, more, sources) => {
    expect(factsOf({ ...texts, ...more }, 'libs/p', { typeChecker }).sources).toEqual(sources);
  });

  it('leaves projects inside to themselves', () => {
    const inside = {
      'libs/p/a/in/pyproject.toml': '[project]\nname = "in"\n',
      'libs/p/a/in/x.py': '',
    };
    const { sources } = factsOf({ ...texts, ...inside }, 'libs/p', { typeChecker: 'ty' });
    expect(sources).toEqual(['.ci', 'a/sub', 'a/x.py', 'bad', 'setup.py']);
  });
});

describe('what a project lets its checker check beside itself is hashed', () => {
  const folder = (path: string) => [path, `${path}/**/*`];
  type Row = [checker: TypeChecker, texts: Texts, patterns: string[]];
  const rows: Row[] = [
    [
      'mypy',
      manifest('[tool.mypy]\nfiles = ["a", "../../tools", "../q/q.py"]'),
      [...folder('tools'), ...folder('libs/q/q.py')],
    ],
    [
      'mypy',
      { 'libs/p/mypy.ini': '[mypy]\nfiles = a,\n  ../../tools/*.py\n' },
      folder('tools/*.py'),
    ],
    [
      'mypy',
      { 'libs/p/setup.cfg': '[mypy]\nfiles = $MYPY_CONFIG_FILE_DIR/../../tools\n' },
      folder('tools'),
    ],
    [
      'mypy',
      manifest('[tool.mypy]\npackages = ["q", "requests"]'),
      [...folder('libs/q/q'), ...folder('libs/q/q.py')],
    ],
    ['mypy', { 'mypy.ini': '[mypy]\nfiles = tools\n' }, []],
    ['mypy', manifest('[tool.mypy]\nfiles = ["../../../elsewhere", "/usr/x"]'), []],
    ['pyright', manifest('[tool.pyright]\ninclude = ["a", "../../tools"]'), folder('tools')],
    [
      'pyrefly',
      manifest('[tool.pyrefly]\nproject-includes = ["../../tools/**/*.py"]'),
      folder('tools/**/*.py'),
    ],
  ];
  it.each(rows)('%s: %j', (typeChecker, more, patterns) => {
    const facts = factsOf({ ...texts, ...more }, 'libs/p', { typeChecker });
    expect(facts.searchedFiles).toEqual(patterns);
  });
});

it.each([
  ['src', 'src/x.py', true],
  ['src', 'srcs/x.py', false],
  ['src/*.py', 'src/x.py', true],
  ['src/*.py', 'src/a/x.py', false],
  ['**/*.py', 'x.py', true],
  ['**/*.py', 'a/b/x.py', true],
  ['**/tests', 'a/tests/x.py', true],
  ['src/**', 'src/a/x.py', true],
  ['.', 'x.py', true],
  ['a+b', 'a+b/x.py', true],
])('%s over %s: %s', (glob, path, expected) => {
  expect(scopePattern(glob).test(path)).toBe(expected);
});

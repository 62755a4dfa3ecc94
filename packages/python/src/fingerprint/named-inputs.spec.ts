import { describe, expect, it } from 'vitest';
import { globMatcher } from '../nx-internal.js';
import type { TestKind } from '../options/names.js';
import type { TestFolders, TestSelection } from '../tools/pytest/test-folders.js';
import { filesOfTests, namedInputs, type ProjectSources, unknownSources } from './named-inputs.js';

const sources = (tests: TestFolders, more: Partial<ProjectSources> = {}) => ({
  ...unknownSources('libs/a'),
  tests,
  ...more,
});

const folder = (path: string, ...ignore: string[]): TestSelection => ({ paths: [path], ignore });

it('what others have of the packages around its modules is seen with the project', () => {
  const parents = ['libs/one/src/ns/__init__.py'];
  const { pyAll, pyProd, pyLint } = namedInputs(sources({}, { parents }), []);
  const input = '{workspaceRoot}/libs/one/src/ns/__init__.py';
  expect(pyAll).toContain(input);
  expect(pyProd?.slice(0, 1)).toEqual(['pyAll']);
  expect(pyLint).not.toContain(input);
});

describe('what dependents see leaves the tests out', () => {
  const rows: [tests: TestFolders, excluded: string[]][] = [
    [{}, ['tests']],
    [{ 'test:unit': folder('tests/unit') }, ['tests']],
    [{ 'test:unit': folder('.') }, ['tests']],
    [{ 'test:unit': folder('qa') }, ['qa', 'tests']],
    [{ 'test:unit': folder('test'), 'test:contract': folder('qa/x') }, ['qa/x', 'test', 'tests']],
  ];
  it.each(rows)('%j', (tests, excluded) => {
    expect(namedInputs(sources(tests), []).pyProd).toEqual([
      'pyAll',
      ...excluded.map((path) => `!{projectRoot}/${path}/**/*`),
    ]);
  });
});

describe('all of a project is its files without what tools write, locks and prose', () => {
  const { pyAll } = namedInputs(sources({}), []);
  it('starts from every file', () => {
    expect(pyAll?.[0]).toBe('{projectRoot}/**/*');
  });

  const left = [
    '**/__pycache__/**',
    '.venv/**',
    'dist/**',
    'uv.lock',
    'poetry.lock',
    '**/*.{md,rst}',
  ];
  it.each(left)('without %s', (glob) => {
    expect(pyAll?.slice(1)).toContain(`!{projectRoot}/${glob}`);
  });
});

describe('folders with modules never leave what dependents see', () => {
  const rows: [title: string, tests: TestFolders, importable: string[], excluded: string[]][] = [
    ['named for tests', { 'test:unit': folder('src') }, ['src/a'], ['tests']],
    ['inside', { 'test:unit': folder('src/a/tests') }, ['src/a', 'src/a/tests'], ['tests']],
    ['called tests', {}, ['tests'], []],
    ['beside', { 'test:unit': folder('qa') }, ['src/qa'], ['qa', 'tests']],
  ];
  it.each(rows)('%s', (_title, tests, importable, excluded) => {
    const { pyProd } = namedInputs(sources(tests, { importable }), []);
    const left = excluded.map((path) => `!{projectRoot}/${path}/**/*`);
    expect(pyProd).toEqual(['pyAll', ...left]);
  });

  it('nor the inputs of the other test targets', () => {
    const tests = { 'test:unit': folder('tests'), 'test:integration': folder('src/a') };
    expect(filesOfTests('test:unit', sources(tests, { importable: ['src/a'] }))).toEqual(['pyAll']);
  });
});

it('prose in a folder with tests is data of these', async () => {
  const { pyAll, pyProd } = namedInputs(sources({ 'test:unit': folder('tests/unit') }), []);
  const files = ['README.md', 'docs/a.md', 'tests/unit/a.md', 'tests/data/a.rst'];
  const kept = async (input: typeof pyAll) => {
    const globs = (input ?? []).map((glob) => String(glob).replace('{projectRoot}/', ''));
    const matches = (await globMatcher())(globs, files);
    return files.filter((_, index) => matches[index]);
  };
  expect(await kept(pyAll)).toEqual(['tests/unit/a.md', 'tests/data/a.rst']);
  expect(pyProd).toContain('!{projectRoot}/tests/**/*');
});

it('prose is all for lint, and none of the inputs outside of packages and tests', () => {
  const { pyAll, pyLint } = namedInputs(sources({}, { importable: ['src/a/b'] }), []);
  expect(pyLint?.filter((glob) => String(glob).includes('md,rst'))).toEqual([]);
  expect(pyAll?.filter((glob) => String(glob).includes('md,rst'))).toEqual([
    '!{projectRoot}/*.{md,rst}',
    '!{projectRoot}/{[!s]*,s,s[!r]*,sr,sr[!c]*,src?*}/**/*.{md,rst}',
  ]);
});

it('modules that git ignores are read from the disk, and seen by dependents', () => {
  const generated = ['src/a/x_pb2.py', 'src/a/made/'];
  const { pyAll, pyProd, pyLint } = namedInputs(sources({}, { generated }), []);
  const inputs = [
    { fileset: '{projectRoot}/src/a/x_pb2.py', includeIgnored: true },
    { fileset: '{projectRoot}/src/a/made/**/*.{py,pyi}', includeIgnored: true },
  ];
  expect(pyAll?.slice(-2)).toEqual(inputs);
  expect(pyProd?.[0]).toBe('pyAll');
  for (const input of inputs) expect(pyLint).not.toContainEqual(input);
});

describe('what links lead to', () => {
  const links = [
    { path: 'src/a/x', targets: ['shared/x', 'data/y.py'] },
    { path: 'tests/data', targets: ['data/[z]'] },
    { path: 'README.md', targets: ['README.md'] },
    { path: 'src/a/prompt.md', targets: ['prompts/p.md'] },
  ];
  const inputs = namedInputs(sources({}, { importable: ['src/a'], links }), []);
  const linked = (name: string) =>
    inputs[name]?.filter((glob) => /^\{workspaceRoot\}(?!.*\/\*\*\/\*$)/.test(String(glob)));
  const shown = ['data/y.py', 'prompts/p.md', 'shared/x'].map((path) => `{workspaceRoot}/${path}`);
  const rows: [name: string, files: string[]][] = [
    ['pyAll', ['{workspaceRoot}/data/?z?', ...shown]],
    ['pyProd', shown],
    ['pyLint', ['{workspaceRoot}/README.md', '{workspaceRoot}/data/?z?', ...shown]],
  ];
  it.each(rows)('is in %s', (name, files) => {
    expect(linked(name)).toEqual(files);
    expect(inputs[name]).toContain('{workspaceRoot}/shared/x/**/*');
  });
});

it('a folder whose name is a pattern is named from the root, without prose left out', () => {
  const { pyAll, pyProd, pyRoot } = namedInputs(
    sources({}, { directory: 'libs/a[b]', reports: ['out/c.xml', 'x[y].xml'] }),
    ['libs/a[b]/uv.lock'],
  );
  expect(pyAll?.[0]).toBe('{workspaceRoot}/libs/a?b?/**/*');
  expect(
    pyAll?.slice(1).every((glob) => String(glob).startsWith('!{workspaceRoot}/libs/a?b?/')),
  ).toBe(true);
  expect(pyAll).toContain('!{workspaceRoot}/libs/a?b?/out/c.xml');
  expect(pyAll?.join()).not.toMatch(/\.md|x\[y\]/);
  expect(pyProd).toEqual(['pyAll', '!{workspaceRoot}/libs/a?b?/tests/**/*']);
  expect(pyRoot).toEqual(['{workspaceRoot}/libs/a?b?/uv.lock']);
});

it('an image gets prose, and neither tests nor what tells the builder', () => {
  const { pyImage } = namedInputs(sources({ 'test:unit': folder('qa') }), []);
  expect(pyImage?.[0]).toBe('{projectRoot}/**/*');
  const left = ['Dockerfile', '*.Dockerfile', '.dockerignore', 'uv.lock', 'qa/**/*', 'tests/**/*'];
  expect(pyImage).toEqual(expect.arrayContaining(left.map((glob) => `!{projectRoot}/${glob}`)));
  expect(pyImage).not.toContain('!{projectRoot}/**/*.md');
});

it('files above the projects are named from the root', () => {
  const files = ['uv.lock', 'libs/ruff.toml'];
  expect(namedInputs(sources({}), files).pyRoot).toEqual([
    '{workspaceRoot}/uv.lock',
    '{workspaceRoot}/libs/ruff.toml',
  ]);
});

describe('a test target leaves out the folders that only other test targets run', () => {
  const three: TestFolders = {
    'test:unit': folder('tests/unit'),
    'test:integration': folder('tests/integration'),
    'test:contract': folder('tests/contract'),
  };
  const rows: [title: string, kind: TestKind, tests: TestFolders, left: string[]][] = [
    ['unit of three', 'test:unit', three, ['tests/integration', 'tests/contract']],
    ['integration of three', 'test:integration', three, ['tests/unit', 'tests/contract']],
    [
      'unit around an ignored folder',
      'test:unit',
      {
        'test:unit': folder('tests', 'tests/integration'),
        'test:integration': folder('tests/integration'),
      },
      ['tests/integration'],
    ],
    [
      'unit everywhere but in an ignored folder',
      'test:unit',
      { 'test:unit': folder('.', 'qa'), 'test:integration': folder('qa') },
      ['qa'],
    ],
    [
      'integration inside unit',
      'test:integration',
      { 'test:unit': folder('tests', 'tests/db'), 'test:integration': folder('tests/db') },
      [],
    ],
    [
      'integration beside unit tests that are everywhere',
      'test:integration',
      { 'test:unit': folder('.', 'qa'), 'test:integration': folder('qa') },
      [],
    ],
    [
      'integration around unit: pytest runs both',
      'test:integration',
      { 'test:unit': folder('tests/unit'), 'test:integration': folder('tests') },
      [],
    ],
    [
      'contract everywhere: pytest runs all',
      'test:contract',
      { ...three, 'test:contract': folder('.') },
      [],
    ],
    [
      'two targets with one folder',
      'test:unit',
      { 'test:unit': folder('tests'), 'test:contract': folder('tests') },
      [],
    ],
    ['no other target', 'test:unit', { 'test:unit': folder('tests') }, []],
  ];
  it.each(rows)('%s', (_title, kind, tests, left) => {
    expect(filesOfTests(kind, sources(tests))).toEqual([
      'pyAll',
      ...left.map((path) => `!{projectRoot}/${path}/**/*`),
    ]);
  });
});

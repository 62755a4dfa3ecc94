import { describe, expect, it } from 'vitest';
import type { TestKind } from '../options/names.js';
import type { TestFolders, TestSelection } from '../tools/pytest/test-folders.js';
import { filesOfTests, namedInputs } from './named-inputs.js';

const folder = (path: string, ...ignore: string[]): TestSelection => ({ paths: [path], ignore });

describe('what dependents see leaves the tests out', () => {
  const rows: [tests: TestFolders, excluded: string[]][] = [
    [{}, ['tests']],
    [{ 'test:unit': folder('tests/unit') }, ['tests']],
    [{ 'test:unit': folder('.') }, ['tests']],
    [{ 'test:unit': folder('qa') }, ['qa', 'tests']],
    [{ 'test:unit': folder('test'), 'test:contract': folder('qa/x') }, ['qa/x', 'test', 'tests']],
  ];
  it.each(rows)('%j', (tests, excluded) => {
    expect(namedInputs(tests, []).pyProd).toEqual([
      'pyAll',
      ...excluded.map((path) => `!{projectRoot}/${path}/**/*`),
    ]);
  });
});

describe('all of a project is its files without what tools write, locks and prose', () => {
  const { pyAll } = namedInputs({}, []);
  it('starts from every file', () => {
    expect(pyAll?.[0]).toBe('{projectRoot}/**/*');
  });

  const left = ['**/__pycache__/**', '.venv/**', 'dist/**', 'uv.lock', 'poetry.lock', '**/*.md'];
  it.each(left)('without %s', (glob) => {
    expect(pyAll?.slice(1)).toContain(`!{projectRoot}/${glob}`);
  });
});

it('an image gets prose, and neither tests nor what tells the builder', () => {
  const { pyImage } = namedInputs({ 'test:unit': folder('qa') }, []);
  expect(pyImage?.[0]).toBe('{projectRoot}/**/*');
  const left = ['Dockerfile', '*.Dockerfile', '.dockerignore', 'uv.lock', 'qa/**/*', 'tests/**/*'];
  expect(pyImage).toEqual(expect.arrayContaining(left.map((glob) => `!{projectRoot}/${glob}`)));
  expect(pyImage).not.toContain('!{projectRoot}/**/*.md');
});

it('files above the projects are named from the root', () => {
  const files = ['uv.lock', 'libs/ruff.toml'];
  expect(namedInputs({}, files).pyRoot).toEqual([
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
    expect(filesOfTests(kind, tests)).toEqual([
      'pyAll',
      ...left.map((path) => `!{projectRoot}/${path}/**/*`),
    ]);
  });
});

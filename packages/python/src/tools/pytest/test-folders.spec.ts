import { describe, expect, it } from 'vitest';
import type { TestKind } from '../../options/names.js';
import { parsePyproject } from '../../toml/pyproject.js';
import { findTestFolders, type TestFolders } from './test-folders.js';

const unit = (paths: string[], ignore: string[] = []): TestFolders => ({
  'test:unit': { paths, ignore },
});
const integration: TestFolders = {
  'test:integration': { paths: ['tests/integration'], ignore: [] },
};
const contract: TestFolders = { 'test:contract': { paths: ['tests/contract'], ignore: [] } };

/** Folders of the other targets that a fallback leaves out, should they appear. */
const others = ['tests/integration', 'tests/contract'];

describe('by default', () => {
  const rows: [title: string, files: string[], found: TestFolders][] = [
    ['a folder of their own', ['tests/unit/test_a.py'], unit(['tests/unit'])],
    [
      'three folders',
      ['tests/unit/test_a.py', 'tests/integration/test_b.py', 'tests/contract/test_c.py'],
      { ...integration, ...contract, ...unit(['tests/unit']) },
    ],
    ['tests without folders', ['tests/test_a.py'], unit(['tests'], others)],
    [
      'tests beside integration tests',
      ['tests/test_a.py', 'tests/integration/test_b.py'],
      { ...integration, ...unit(['tests'], others) },
    ],
    ['integration tests only', ['tests/integration/test_b.py'], integration],
    ['contract tests only', ['tests/contract/test_c.py'], contract],
    ['a folder called test', ['test/test_a.py'], unit(['test'])],
    ['both tests and test', ['tests/x.py', 'test/y.py'], unit(['tests', 'test'], others)],
    ['beside the sources', ['a/x.py', 'a/test_x.py'], unit(['.'], others)],
    ['at the end of the name', ['a/x_test.py'], unit(['.'], others)],
    ['none', ['a/x.py', 'a/testing.py'], {}],
    ['no files', [], {}],
    ['helpers alone are no tests', ['tests/conftest.py', 'tests/__init__.py'], {}],
    [
      'helpers alone in tests/unit',
      ['tests/unit/__init__.py', 'tests/test_a.py'],
      unit(['tests'], others),
    ],
    ['stubs are no tests', ['tests/unit/x.pyi'], {}],
  ];
  it.each(rows)('%s', (_title, files, found) => {
    expect(findTestFolders(parsePyproject('pyproject.toml', ''), files, {})).toEqual(found);
  });
});

describe('pytest’s own testpaths come before the usual folders', () => {
  const rows: [title: string, text: string, files: string[], found: TestFolders][] = [
    [
      'in ini_options',
      '[tool.pytest.ini_options]\ntestpaths = ["qa"]',
      ['qa/test_a.py', 'tests/test_b.py'],
      unit(['qa']),
    ],
    ['in the newer table', '[tool.pytest]\ntestpaths = ["qa"]', ['qa/test_a.py'], unit(['qa'])],
    [
      'several, those without tests left out',
      '[tool.pytest]\ntestpaths = ["qa", "gone", "tests"]',
      ['qa/test_a.py', 'tests/test_b.py'],
      unit(['qa', 'tests'], others),
    ],
    [
      'none of them has tests',
      '[tool.pytest]\ntestpaths = ["gone"]',
      ['a/test_a.py'],
      unit(['.'], others),
    ],
    [
      'tests/unit before them',
      '[tool.pytest]\ntestpaths = ["qa"]',
      ['tests/unit/test_a.py', 'qa/test_b.py'],
      unit(['tests/unit']),
    ],
  ];
  it.each(rows)('%s', (_title, text, files, found) => {
    expect(findTestFolders(parsePyproject('pyproject.toml', text), files, {})).toEqual(found);
  });
});

describe('folders that options set', () => {
  const files = [
    'tests/unit/test_a.py',
    'tests/integration/test_b.py',
    'qa/test_c.py',
    'qa/db/test_d.py',
  ];
  const rows: [folders: Partial<Record<TestKind, string>>, found: TestFolders][] = [
    [{ 'test:unit': 'qa' }, { ...integration, ...unit(['qa']) }],
    [{ 'test:unit': 'qa/' }, { ...integration, ...unit(['qa']) }],
    [
      { 'test:unit': 'qa', 'test:integration': 'qa/db' },
      { 'test:integration': { paths: ['qa/db'], ignore: [] }, ...unit(['qa'], ['qa/db']) },
    ],
    [
      { 'test:contract': 'qa' },
      { ...integration, 'test:contract': { paths: ['qa'], ignore: [] }, ...unit(['tests/unit']) },
    ],
    [{ 'test:unit': 'gone' }, integration],
    [{ 'test:integration': 'gone' }, unit(['tests/unit'])],
  ];
  it.each(rows)('%j', (folders, found) => {
    expect(findTestFolders(parsePyproject('pyproject.toml', ''), files, folders)).toEqual(found);
  });
});

import { describe, expect, it } from 'vitest';
import type { TestKind } from '../../options/names.js';
import { parsePyproject } from '../../toml/pyproject.js';
import { collectionSettings } from './collection.js';
import { type SortedTests, sortTests, type TestFolders } from './test-folders.js';

/** Sorts the tests of a project with a pyproject.toml, or with another file of settings. */
function sorted(
  text: string,
  files: string[],
  folders: Partial<Record<TestKind, string>> = {},
  file = 'pyproject.toml',
): SortedTests {
  const settings = collectionSettings('.', file, {
    text: () => text,
    pyproject: () => parsePyproject('pyproject.toml', text),
  });
  return sortTests({ files, settings, folders });
}

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
    expect(sorted('', files).tests).toEqual(found);
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
      'beside tests/unit',
      '[tool.pytest]\ntestpaths = ["qa"]',
      ['tests/unit/test_a.py', 'qa/test_b.py'],
      unit(['qa', 'tests/unit']),
    ],
  ];
  it.each(rows)('%s', (_title, text, files, found) => {
    expect(sorted(text, files).tests).toEqual(found);
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
    [{ 'test:integration': 'gone' }, unit(['.'], ['gone', 'tests/contract'])],
  ];
  it.each(rows)('%j', (folders, found) => {
    expect(sorted('', files, folders).tests).toEqual(found);
  });
});

describe('what stands beside the folders of a kind', () => {
  const rows: [title: string, files: string[], found: TestFolders, loose?: string[]][] = [
    [
      'files beside tests/unit',
      ['tests/unit/test_a.py', 'tests/test_b.py'],
      unit(['tests'], others),
    ],
    [
      'tests in the package beside those in tests',
      ['tests/test_a.py', 'app/x_test.py'],
      unit(['.'], others),
    ],
    [
      'usual names of folders',
      ['tests/unit_tests/test_a.py', 'tests/functional/test_b.py', 'e2e/test_c.py'],
      {
        'test:integration': { paths: ['e2e', 'tests/functional'], ignore: [] },
        ...unit(['tests/unit_tests']),
      },
    ],
    [
      'names with tests at the top',
      ['unit-tests/test_a.py', 'integration_tests/test_b.py', 'contract_tests/test_c.py'],
      {
        'test:integration': { paths: ['integration_tests'], ignore: [] },
        'test:contract': { paths: ['contract_tests'], ignore: [] },
        ...unit(['unit-tests']),
      },
    ],
    [
      'a package that is called so',
      ['unit/a.py', 'system/x.py', 'tests/test_a.py'],
      unit(['tests'], others),
    ],
    [
      'a kind inside a kind',
      ['tests/unit/integration_tests/test_b.py', 'tests/unit/test_a.py'],
      {
        'test:integration': { paths: ['tests/unit/integration_tests'], ignore: [] },
        ...unit(['tests/unit'], ['tests/unit/integration_tests']),
      },
    ],
    [
      'examples and the like are told, not run',
      ['tests/test_a.py', 'examples/test_b.py', 'docs/x_test.py'],
      unit(['tests'], others),
      ['docs/x_test.py', 'examples/test_b.py'],
    ],
    [
      'nor where the whole project is collected',
      ['app/test_a.py', 'examples/test_b.py'],
      unit(['.'], [...others, 'examples']),
      ['examples/test_b.py'],
    ],
    ['nothing but examples', ['examples/test_b.py'], unit(['.'], others)],
    ['what pytest passes over', ['build/lib/test_a.py', '.venv/test_b.py'], {}],
  ];
  it.each(rows)('%s', (_title, files, tests, loose = []) => {
    expect(sorted('', files)).toEqual({ tests, loose });
  });
});

describe('settings of pytest', () => {
  const files = ['checks/test_a.py', 'checks/rate_spec.py', 'tests/test_b.py', 'src/app/x.py'];
  const rows: [file: string, text: string, found: TestFolders, loose: string[]][] = [
    ['pytest.ini', '[pytest]\ntestpaths = tests checks\n', unit(['tests', 'checks'], others), []],
    [
      'pytest.ini',
      '[pytest]\ntestpaths =\n    tests\n    # more\n    checks\n',
      unit(['tests', 'checks'], others),
      [],
    ],
    ['tox.ini', '[tox]\n[pytest]\ntestpaths: checks\n', unit(['checks']), ['tests/test_b.py']],
    ['setup.cfg', '[tool:pytest]\ntestpaths = "checks"\n', unit(['checks']), ['tests/test_b.py']],
    ['.pytest.toml', '[pytest]\ntestpaths = ["checks"]\n', unit(['checks']), ['tests/test_b.py']],
    [
      'pyproject.toml',
      '[tool.pytest.ini_options]\ntestpaths = "checks tests"\n',
      unit(['checks', 'tests'], others),
      [],
    ],
    [
      'pyproject.toml',
      '[tool.pytest]\ntestpaths = ["ch*"]\n',
      unit(['checks']),
      ['tests/test_b.py'],
    ],
    [
      'pyproject.toml',
      '[tool.pytest]\ntestpaths = ["./checks/"]\n',
      unit(['checks']),
      ['tests/test_b.py'],
    ],
    [
      'pyproject.toml',
      '[tool.pytest]\ntestpaths = ["checks/test_a.py"]\n',
      unit(['checks/test_a.py']),
      ['tests/test_b.py'],
    ],
    ['pyproject.toml', '[tool.pytest]\ntestpaths = ["."]\n', unit(['.'], others), []],
    ['pyproject.toml', '[tool.pytest]\npython_files = ["*_spec.py"]\n', unit(['.'], others), []],
    [
      'pyproject.toml',
      '[tool.pytest]\ntestpaths = ["tests"]\nnorecursedirs = ["checks"]\n',
      unit(['tests'], others),
      [],
    ],
    [
      'pytest.ini',
      '[pytest]\ntestpaths = tests\naddopts = -q --ignore=checks\n',
      unit(['tests'], others),
      [],
    ],
    [
      'pytest.ini',
      '[pytest]\ntestpaths = tests\naddopts = --ignore-glob "ch*/*.py"\n',
      unit(['tests'], others),
      [],
    ],
  ];
  it.each(rows)('%s: %j', (file, text, tests, loose) => {
    expect(sorted(text, files, {}, file)).toEqual({ tests, loose });
  });

  it('count testpaths in the folder of the settings only', () => {
    const text = '[tool.pytest]\ntestpaths = ["checks"]\npython_files = ["*_spec.py"]\n';
    const settings = collectionSettings('libs/a', 'pyproject.toml', {
      text: () => undefined,
      pyproject: () => parsePyproject('pyproject.toml', text),
    });
    expect(settings.testpaths).toEqual([]);
    expect(settings.isTestFile('specs/a_spec.py')).toBe(true);
    expect(settings.isTestFile('specs/test_a.py')).toBe(false);
  });
});

import { describe, expect, it } from 'vitest';
import { importableFolders } from './importable-folders.js';

const built = { 'build-system': { 'build-backend': 'uv_build' } };

describe('folders with modules that others can import', () => {
  const rows: [title: string, files: string[], pyproject: unknown, folders: string[]][] = [
    [
      'below src',
      ['src/a/__init__.py', 'src/a/b/c.py', 'tests/unit/test_a.py', 'docs/conf.py'],
      built,
      ['src/a', 'src/a/b'],
    ],
    [
      'tests inside a package',
      ['src/a/b.py', 'src/a/tests/test_b.py'],
      built,
      ['src/a', 'src/a/tests'],
    ],
    ['packages at the top', ['a/b.py', 'c/__init__.py', 'tests/x.py', 'docs/x.py'], {}, ['a', 'c']],
    ['modules at the top', ['main.py', 'tests/test_main.py'], {}, ['.']],
    ['tests under another name', ['a/b.py', 'qa/test_a.py', 'qa/conftest.py'], {}, ['a']],
    ['helpers among tests', ['a/b.py', 'qa/test_a.py', 'qa/helpers.py'], {}, ['a', 'qa']],
    ['a project of helpers for tests', ['tests/helpers.py', 'tests/test_x.py'], {}, ['tests']],
    ['tests alone', ['tests/test_x.py'], {}, []],
    [
      'named by the backend',
      ['lib/a/b.py', 'x.py'],
      { tool: { pdm: { build: { 'package-dir': 'lib' } } } },
      ['lib/a'],
    ],
  ];
  it.each(rows)('%s', (_title, files, pyproject, folders) => {
    expect(importableFolders(files, pyproject)).toEqual(folders);
  });
});

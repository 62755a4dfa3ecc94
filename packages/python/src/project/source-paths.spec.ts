import { describe, expect, it } from 'vitest';
import { checkedPaths, importRoot } from './source-paths.js';

describe('what is imported from and what is checked', () => {
  const rows: [title: string, files: string[], root: string, checked: string[]][] = [
    ['src layout', ['src/a/x.py', 'tests/test_x.py'], 'src', ['src', 'tests']],
    ['src layout without tests', ['src/a/x.py'], 'src', ['src']],
    ['src layout with a script', ['src/a/x.py', 'run.py', 'docs/conf.py'], 'src', ['src']],
    ['flat layout', ['a/x.py', 'tests/test_x.py'], '.', ['a', 'tests']],
    ['a module at the top', ['a.py', 'b.pyi'], '.', ['a.py', 'b.pyi']],
    [
      'scripts and other folders stay out',
      ['a/x.py', 'setup.py', 'conftest.py', 'noxfile.py', 'docs/conf.py', 'scripts/x.py'],
      '.',
      ['a'],
    ],
    ['scripts only', ['setup.py', 'scripts/x.py'], '.', ['scripts', 'setup.py']],
    ['tests in a folder that otherwise stays out', ['a/x.py', 'scripts/test_x.py'], '.', ['a']],
    ['a folder that only begins with src', ['srcs/x.py'], '.', ['srcs']],
    ['nothing', [], '.', []],
  ];
  it.each(rows)('%s', (_title, files, root, checked) => {
    expect(importRoot(files)).toBe(root);
    expect(checkedPaths(files, ['tests'])).toEqual(checked);
  });

  it('tests that options put elsewhere are checked', () => {
    const files = ['a/x.py', 'examples/checks/test_x.py', 'docs/conf.py'];
    expect(checkedPaths(files, ['tests', 'examples/checks'])).toEqual(['a', 'examples']);
    expect(checkedPaths(['src/a.py', 'qa/test_x.py'], ['tests', 'qa/unit'])).toEqual(['qa', 'src']);
  });

  it('tests anywhere add nothing', () => {
    expect(checkedPaths(['src/a.py', 'x.py'], ['.'])).toEqual(['src']);
  });
});

import { describe, expect, it } from 'vitest';
import { checkedFiles, filesWithFindings, unformattedFiles } from './output.js';

const root = '/repo';
const json = (...files: (string | null)[]) =>
  JSON.stringify(files.map((filename) => ({ code: 'F401', filename })));

describe('files with findings', () => {
  type Row = [title: string, exitCode: number | undefined, output: string, files?: string[]];
  const rows: Row[] = [
    ['none', 0, '[]', []],
    ['one', 1, json('/repo/libs/a/x.py'), ['libs/a/x.py']],
    ['two in a file', 1, json('/repo/x.py', '/repo/x.py'), ['x.py', 'x.py']],
    ['a finding about no file', 1, json('/repo/x.py', null)],
    ['a warning in front', 1, `warning: old\n${json('/repo/x.py')}`],
    ['a warning and nothing else', 0, 'warning: old\n[]'],
    ['other words', 0, 'All checks passed!\n'],
    ['settings that it refuses', 2, 'ruff failed\n'],
    ['killed', undefined, '[]'],
  ];
  it.each(rows)('%s', (_title, exitCode, output, files) => {
    expect(filesWithFindings({ exitCode, output }, root)).toEqual(files);
  });
});

describe('files that are not formatted', () => {
  type Row = [title: string, exitCode: number, output: string, files?: string[]];
  const rows: Row[] = [
    ['none of one', 0, '1 file already formatted\n', []],
    ['none of many', 0, '20 files already formatted\n', []],
    ['one', 1, json('/repo/x.py'), ['x.py']],
    ['a warning in front', 0, 'warning: old\n20 files already formatted\n'],
    ['a file that cannot be parsed', 2, 'error: Failed to parse x.py\n'],
  ];
  it.each(rows)('%s', (_title, exitCode, output, files) => {
    expect(unformattedFiles({ exitCode, output }, root)).toEqual(files);
  });
});

describe('files that are checked', () => {
  type Row = [title: string, exitCode: number, output: string, files?: string[]];
  const rows: Row[] = [
    ['Python', 0, '/repo/x.py\n/repo/y.pyi\n/repo/z.ipynb\n', ['x.py', 'y.pyi', 'z.ipynb']],
    ['not settings', 0, '/repo/pyproject.toml\n/repo/x.py\n', ['x.py']],
    ['none', 0, 'warning: No Python files found under the given path(s)\n', []],
    ['settings that it refuses', 2, 'ruff failed\n'],
  ];
  it.each(rows)('%s', (_title, exitCode, output, files) => {
    expect(checkedFiles({ exitCode, output }, root)).toEqual(files);
  });
});

import { describe, expect, it } from 'vitest';
import { readPyright, writePyright } from './output.js';

const a = `/repo/libs/a/src/x.py
  /repo/libs/a/src/x.py:2:10 - error: Type "str" is not assignable to declared type "int"
    "str" is not assignable to "int" (reportAssignmentType)
  /repo/libs/a/src/x.py:3:1 - information: Type of "x" is "int"
`;
const b = `/repo/libs/b/src/y.py
  /repo/libs/b/src/y.py:1:8 - warning: Import "nowhere" could not be resolved (reportMissingImports)
  /repo/libs/b/src/y.py:2:1 - warning: Type of "Z" is unknown (reportUnknownVariableType)
`;
const unknown = 'Config contains unrecognized setting "nonsense".\n';
const both = '1 error, 2 warnings, 1 information\n';

function partOf(output: string, folder: string): string | undefined {
  const report = readPyright(output);
  return report && writePyright(report, (file) => file.startsWith(folder)).output;
}

describe('the part of a run that is about some files', () => {
  type Row = [title: string, output: string, folder: string, part: string | undefined];
  const rows: Row[] = [
    ['everything', a + b + both, '/repo', a + b + both],
    [
      'an error and what informs',
      a + b + both,
      '/repo/libs/a',
      `${a}1 error, 0 warnings, 1 information\n`,
    ],
    ['warnings', a + b + both, '/repo/libs/b', `${b}0 errors, 2 warnings, 0 informations\n`],
    ['nothing', a + b + both, '/repo/libs/c', '0 errors, 0 warnings, 0 informations\n'],
    [
      'nothing of nothing',
      '0 errors, 0 warnings, 0 informations\n',
      '/repo',
      '0 errors, 0 warnings, 0 informations\n',
    ],
    [
      'with a space at its end, as older versions have it',
      '0 errors, 0 warnings, 0 informations \n',
      '/repo',
      '0 errors, 0 warnings, 0 informations \n',
    ],
    [
      'in basedpyright’s words',
      `${a}1 error, 0 warnings, 1 note\n`,
      '/repo/libs/b',
      '0 errors, 0 warnings, 0 notes\n',
    ],
    ['in the order of names', `${b}${a}${both}`, '/repo', a + b + both],
    [
      'what is said about settings is about everyone',
      a + unknown + b + both,
      '/repo/libs/c',
      `${unknown}0 errors, 0 warnings, 0 informations\n`,
    ],
    [
      'a file on Windows',
      `C:\\repo\\x.py\n  C:\\repo\\x.py:1:1 - error: Odd\n1 error, 0 warnings, 0 informations\n`,
      'D:',
      '0 errors, 0 warnings, 0 informations\n',
    ],
  ];
  it.each(rows)('%s', (_title, output, folder, part) => {
    expect(partOf(output, folder)).toBe(part);
  });

  it.each([
    ['is not there', ''],
    ['has no end', a],
    ['does not add up', `${a}2 errors, 0 warnings, 1 information\n`],
    [
      'ends twice',
      `${a}1 error, 0 warnings, 1 information\n0 errors, 0 warnings, 0 informations\n`,
    ],
    ['is something else', 'Traceback (most recent call last):\n'],
  ])('is not known of a text that %s', (_title, output) => {
    expect(readPyright(output)).toBeUndefined();
  });
});

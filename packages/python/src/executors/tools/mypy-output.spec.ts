import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reportForProject } from './mypy-output.js';

const isOwn = (path: string) => path.startsWith('libs/a/');
const report = (...lines: string[]) => reportForProject(lines.join('\n'), isOwn);

const own = 'libs/a/x.py:3: error: Own  [misc]';
const foreign = 'libs/b/y.py:7: error: Foreign  [misc]';
const found = (errors: string, files: string) =>
  `Found ${errors} in ${files} (checked 4 source files)`;

describe('what mypy printed, as far as it is about one project', () => {
  const rows: [title: string, lines: string[], success: boolean, output: string[]][] = [
    [
      'own findings only',
      [own, found('1 error', '1 file'), ''],
      false,
      [own, found('1 error', '1 file'), ''],
    ],
    [
      'a sibling’s findings only',
      [foreign, found('1 error', '1 file'), ''],
      true,
      ['Success: no issues found in 4 source files', ''],
    ],
    [
      'both',
      [own, foreign, own.replace('3', '4'), found('3 errors', '2 files'), ''],
      false,
      [own, own.replace('3', '4'), found('2 errors', '1 file'), ''],
    ],
    [
      'notes go with their file',
      [
        own,
        'libs/a/x.py:3: note: Own',
        foreign,
        'libs/b/y.py:7: note: Foreign',
        found('2 errors', '2 files'),
        '',
      ],
      false,
      [own, 'libs/a/x.py:3: note: Own', found('1 error', '1 file'), ''],
    ],
    [
      'columns',
      [
        'libs/a/x.py:3:9: error: Own',
        'libs/b/y.py:3:9: error: Foreign',
        found('2 errors', '2 files'),
        '',
      ],
      false,
      ['libs/a/x.py:3:9: error: Own', found('1 error', '1 file'), ''],
    ],
    [
      'ends of ranges',
      [
        'libs/a/x.py:3:9:3:12: error: One',
        'libs/a/x.py:4:1:5:2: error: Two',
        found('2 errors', '1 file'),
        '',
      ],
      false,
      [
        'libs/a/x.py:3:9:3:12: error: One',
        'libs/a/x.py:4:1:5:2: error: Two',
        found('2 errors', '1 file'),
        '',
      ],
    ],
    [
      'colours are kept, and looked through',
      [
        'libs/a/x.py:3: \u001b[1m\u001b[31merror:\u001b(B\u001b[m Own',
        foreign,
        `\u001b[1m${found('2 errors', '2 files')}\u001b[m`,
        '',
      ],
      false,
      [
        'libs/a/x.py:3: \u001b[1m\u001b[31merror:\u001b(B\u001b[m Own',
        found('1 error', '1 file'),
        '',
      ],
    ],
    [
      'paths of Windows',
      [
        'libs\\a\\x.py:3: error: Own',
        'libs\\b\\y.py:3: error: Foreign',
        found('2 errors', '2 files'),
        '',
      ],
      false,
      ['libs\\a\\x.py:3: error: Own', found('1 error', '1 file'), ''],
    ],
    [
      'paths that lead out of where mypy ran',
      [
        'libs/b/../a/x.py:3: error: Own',
        'libs/a/../b/y.py:3: error: Foreign',
        found('2 errors', '2 files'),
        '',
      ],
      false,
      ['libs/b/../a/x.py:3: error: Own', found('1 error', '1 file'), ''],
    ],
    [
      'one source file',
      [foreign, 'Found 1 error in 1 file (checked 1 source file)', ''],
      true,
      ['Success: no issues found in 1 source file', ''],
    ],
    [
      'a warning about the configuration',
      ['Warning: unused section(s) in mypy.ini: [mypy-x]', foreign, found('1 error', '1 file'), ''],
      true,
      [
        'Warning: unused section(s) in mypy.ini: [mypy-x]',
        'Success: no issues found in 4 source files',
        '',
      ],
    ],
  ];
  it.each(rows)('%s', (_title, lines, success, output) => {
    expect(report(...lines)).toEqual({ success, output: output.join('\n') });
  });
});

describe('what cannot be told apart is shown as it is', () => {
  const rows: [title: string, lines: string[], success: boolean][] = [
    [
      'an error that ended mypy',
      [
        'libs/b/y.py:1: error: Invalid syntax',
        'Found 1 error in 1 file (errors prevented further checking)',
        '',
      ],
      false,
    ],
    [
      'a wrong argument',
      ['usage: mypy [-h]', 'mypy: error: unrecognized arguments: --x', ''],
      false,
    ],
    [
      'a crash',
      ['libs/a/x.py:1: error: INTERNAL ERROR', 'Traceback (most recent call last):'],
      false,
    ],
    ['nothing', [''], false],
    ['a success', ['Success: no issues found in 4 source files', ''], true],
    [
      'an error without a place',
      ['libs/a/x.py: error: Odd', found('1 error', '1 file'), ''],
      false,
    ],
    [
      'an error without a place beside a sibling’s',
      ['pyproject.toml: error: Odd', foreign, found('2 errors', '2 files'), ''],
      false,
    ],
  ];
  it.each(rows)('%s', (_title, lines, success) => {
    expect(report(...lines)).toEqual({ success, output: lines.join('\n') });
  });
});

const line = fc.record({
  project: fc.constantFrom('a', 'b', 'c'),
  file: fc.constantFrom('x.py', 'sub/y.py'),
  number: fc.nat(99),
  severity: fc.constantFrom('error', 'note'),
});
const printed = ({
  project,
  file,
  number,
  severity,
}: {
  project: string;
  file: string;
  number: number;
  severity: string;
}) => `libs/${project}/${file}:${number}: ${severity}: Text`;

it('every finding is in the report of exactly one project, and fails that one', () => {
  fc.assert(
    fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
      const errors = lines.filter(({ severity }) => severity === 'error');
      fc.pre(errors.length > 0);
      const files = new Set(errors.map(({ project, file }) => `${project}/${file}`));
      const text = [
        ...lines.map(printed),
        `Found ${errors.length} errors in ${files.size} files (checked 9 source files)`,
        '',
      ].join('\n');
      const reports = ['a', 'b', 'c'].map((project) => {
        const result = reportForProject(text, (path) => path.startsWith(`libs/${project}/`));
        expect(result.success).toBe(!errors.some((error) => error.project === project));
        return result.output.split('\n').filter((shown) => shown.startsWith('libs/'));
      });
      expect(reports.flat().sort()).toEqual(lines.map(printed).sort());
    }),
  );
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type MypyFindings, reportForProject } from './output.js';

const isOwn = (path: string) => path.startsWith('libs/own/');

const own = 'libs/own/src/own.py:1: error: Bad  [misc]';
const ownNote = 'libs/own/src/own.py:1: note: See there';
const sibling = 'libs/other/src/other.py:2: error: Worse  [misc]';
const warning = 'pyproject.toml: [mypy]: Unrecognized option: x = 1';

function findings(messages: string[], extra: Partial<MypyFindings> = {}): MypyFindings {
  return { messages, sources: 3, blocked: false, ...extra };
}

const missing = (file: string) => `${file}:1: error: Cannot find "x"  [import-not-found]`;
const see = (file: string) => `${file}:1: note: See there`;
const once = {
  [missing('libs/own/a.py')]: ['See there'],
  [missing('libs/own/b.py')]: ['See there'],
  [missing('libs/other/a.py')]: ['See there'],
};

interface Row {
  name: string;
  given: MypyFindings;
  success: boolean;
  output: string[];
}

const rows: Row[] = [
  {
    name: 'nothing found',
    given: findings([]),
    success: true,
    output: ['Success: no issues found in 3 source files'],
  },
  {
    name: 'one source file',
    given: findings([], { sources: 1 }),
    success: true,
    output: ['Success: no issues found in 1 source file'],
  },
  {
    name: 'own findings with their notes',
    given: findings([own, ownNote]),
    success: false,
    output: [own, ownNote, 'Found 1 error in 1 file (checked 3 source files)'],
  },
  {
    name: 'a sibling’s findings only',
    given: findings([sibling]),
    success: true,
    output: ['Success: no issues found in 3 source files'],
  },
  {
    name: 'both',
    given: findings([sibling, own]),
    success: false,
    output: [own, 'Found 1 error in 1 file (checked 3 source files)'],
  },
  {
    name: 'files in the order of their names, messages of one in the order of mypy',
    given: findings([
      'libs/own/b.py:9: error: First  [a]',
      'libs/own/a.py:1: error: Second  [a]',
      'libs/own/b.py:1: error: Third  [a]',
    ]),
    success: false,
    output: [
      'libs/own/a.py:1: error: Second  [a]',
      'libs/own/b.py:9: error: First  [a]',
      'libs/own/b.py:1: error: Third  [a]',
      'Found 3 errors in 2 files (checked 3 source files)',
    ],
  },
  {
    name: 'notes alone',
    given: findings([ownNote]),
    success: true,
    output: [ownNote, 'Success: no issues found in 3 source files'],
  },
  {
    name: 'columns and ends of ranges',
    given: findings([
      'libs/own/a.py:1:2:3:4: error: Bad  [a]',
      'libs/other/a.py:1:2: error: Bad  [a]',
    ]),
    success: false,
    output: [
      'libs/own/a.py:1:2:3:4: error: Bad  [a]',
      'Found 1 error in 1 file (checked 3 source files)',
    ],
  },
  {
    name: 'a note that mypy gave to a sibling',
    given: findings(
      [missing('libs/other/a.py'), see('libs/other/a.py'), missing('libs/own/a.py')],
      { once },
    ),
    success: false,
    output: [
      missing('libs/own/a.py'),
      see('libs/own/a.py'),
      'Found 1 error in 1 file (checked 3 source files)',
    ],
  },
  {
    name: 'a note that mypy gave to a later file',
    given: findings([missing('libs/own/b.py'), see('libs/own/b.py'), missing('libs/own/a.py')], {
      once,
    }),
    success: false,
    output: [
      missing('libs/own/a.py'),
      see('libs/own/a.py'),
      missing('libs/own/b.py'),
      'Found 2 errors in 2 files (checked 3 source files)',
    ],
  },
  {
    name: 'paths of Windows',
    given: findings(['libs\\own\\a.py:1: error: Bad  [a]']),
    success: false,
    output: [
      'libs\\own\\a.py:1: error: Bad  [a]',
      'Found 1 error in 1 file (checked 3 source files)',
    ],
  },
  {
    name: 'what ended mypy early concerns everyone',
    given: findings(['libs/other/a.py:1: error: Invalid syntax  [syntax]'], { blocked: true }),
    success: false,
    output: [
      'libs/other/a.py:1: error: Invalid syntax  [syntax]',
      'Found 1 error in 1 file (errors prevented further checking)',
    ],
  },
  {
    name: 'an error without a place concerns everyone',
    given: findings(['mypy: error: Something is wrong']),
    success: false,
    output: ['mypy: error: Something is wrong', 'Found 1 error in 1 file (checked 3 source files)'],
  },
  {
    name: 'a warning without a place is shown to everyone',
    given: findings([warning]),
    success: true,
    output: [warning, 'Success: no issues found in 3 source files'],
  },
];

describe('what mypy found, as far as it is about one project', () => {
  it.each(rows)('$name', ({ given, success, output }) => {
    expect(reportForProject(given, isOwn)).toEqual({ success, output: `${output.join('\n')}\n` });
  });
});

it('reports every finding to exactly one project, and fails that one', () => {
  const project = fc.constantFrom('one', 'two', 'three');
  fc.assert(
    fc.property(fc.array(fc.tuple(project, fc.nat(99))), (places) => {
      const messages = places.map(([name, line]) => `libs/${name}/a.py:${line}: error: Bad  [a]`);
      const found = ['one', 'two', 'three'].map((name) => {
        const report = reportForProject(findings(messages), (path) =>
          path.startsWith(`libs/${name}/`),
        );
        const lines = report.output.split('\n').filter((line) => line.includes(': error: '));
        expect(report.success).toBe(lines.length === 0);
        return lines;
      });
      expect(found.flat().sort()).toEqual([...messages].sort());
    }),
  );
});

import { describe, expect, it } from 'vitest';
import { checkerTask, toolTask } from '../testing/tool-task.js';
import type { ToolTask } from '../tools/tool-task.js';
import { digestOf, withDigest } from './digest.js';
import { readFindings } from './read-findings.js';

const lint = toolTask({ kind: 'lint', environment: '.' });
const test = toolTask({ kind: 'test', environment: '.', paths: ['tests'], report: 'dist' });
const workspace = { root: '/repo' };

const ruff = `F401 [*] \`os\` imported but unused
 --> libs/a/src/a/x.py:1:8
  |
1 | import os

Found 1 error.
[*] 1 fixable with the \`--fix\` option.
unformatted: File would be reformatted
 --> libs/a/src/a/y.py:1:1
1 file would be reformatted
`;
const broken = `invalid-syntax: Expected a parameter
 --> libs/a/src/a/x.py:1:7
invalid-syntax: Expected \`)\`, found newline
 --> libs/a/src/a/x.py:1:8
F401 [*] \`os\` imported but unused
 --> libs/a/src/a/x.py:9:8
`;
const mypy = `libs/a/src/a/x.py:3:4: error: Incompatible types ("str", "int")  [assignment]
libs/a/src/a/x.py:3: note: more
Found 1 error in 1 file (checked 2 source files)
`;
const pyright = `/repo/libs/a/src/a/x.py
  /repo/libs/a/src/a/x.py:3:10 - error: Type "str" is not assignable (reportAssignmentType)
1 error, 0 warnings, 0 informations
`;
const ty = `error[invalid-assignment]: Object of type "str"
 --> libs/a/src/a/x.py:3:10
`;
const pyrefly = `ERROR Type "str" is wrong [bad-assignment]
 --> libs/a/src/a/x.py:3:10
`;
const pytest = `=================================== FAILURES ===================================
______________________________ TestX.test_deep _________________________________

    def test_deep(self):
>       check()

tests/test_x.py:9:
_ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _

    def check():
>       raise ValueError("deep")
E       ValueError: deep

tests/test_x.py:5: ValueError
_________________________________ test_n[1] ____________________________________
E       assert 2 == 1

tests/test_x.py:14: AssertionError
=========================== short test summary info ============================
\u001b[31mFAILED\u001b[0m tests/test_x.py::TestX::test_deep - ValueError: deep
FAILED tests/test_x.py::test_n[1] - assert 2 == 1
============================== 2 failed in 0.10s ===============================
`;
const collection = `==================================== ERRORS ====================================
______________________ ERROR collecting tests/test_y.py ________________________
E     File "/repo/libs/a/src/a/x.py", line 4
E       def x(:
E             ^
E   SyntaxError: invalid syntax
=========================== short test summary info ============================
ERROR tests/test_y.py
`;

describe('a digest', () => {
  const rows: [title: string, task: ToolTask, output: string, lines: string[]][] = [
    [
      'of ruff',
      lint,
      ruff,
      [
        'libs/a/src/a/x.py:1  F401  `os` imported but unused',
        'libs/a/src/a/y.py:1  unformatted  File would be reformatted',
        'again: npx nx run a:task libs/a/src/a/x.py libs/a/src/a/y.py',
      ],
    ],
    [
      'of a file that cannot be parsed, in one line',
      lint,
      broken,
      [
        'libs/a/src/a/x.py:1  invalid-syntax  Expected a parameter',
        'again: npx nx run a:task libs/a/src/a/x.py',
      ],
    ],
    [
      'of mypy',
      checkerTask('mypy'),
      mypy,
      [
        'libs/a/src/a/x.py:3  assignment  Incompatible types ("str", "int")',
        'again: npx nx run a:typecheck libs/a/src/a/x.py',
      ],
    ],
    [
      'of mypy with settings below the root',
      checkerTask('mypy', { config: 'libs/mypy.ini' }),
      mypy.replaceAll('libs/', ''),
      [
        'libs/a/src/a/x.py:3  assignment  Incompatible types ("str", "int")',
        'again: npx nx run a:typecheck libs/a/src/a/x.py',
      ],
    ],
    [
      'of pyright',
      checkerTask('pyright'),
      pyright,
      [
        'libs/a/src/a/x.py:3  reportAssignmentType  Type "str" is not assignable',
        'again: npx nx run a:typecheck libs/a/src/a/x.py',
      ],
    ],
    [
      'of ty',
      checkerTask('ty'),
      ty,
      [
        'libs/a/src/a/x.py:3  invalid-assignment  Object of type "str"',
        'again: npx nx run a:typecheck libs/a/src/a/x.py',
      ],
    ],
    [
      'of pyrefly',
      checkerTask('pyrefly'),
      pyrefly,
      [
        'libs/a/src/a/x.py:3  bad-assignment  Type "str" is wrong',
        'again: npx nx run a:typecheck libs/a/src/a/x.py',
      ],
    ],
    [
      'of pytest',
      test,
      pytest,
      [
        'libs/a/tests/test_x.py:5  ValueError  deep',
        'libs/a/tests/test_x.py:14  AssertionError  assert 2 == 1',
        "again: npx nx run a:task tests/test_x.py::TestX::test_deep 'tests/test_x.py::test_n[1]'",
      ],
    ],
    [
      'of tests that cannot be collected',
      test,
      collection,
      [
        'libs/a/src/a/x.py:4  SyntaxError  invalid syntax',
        'again: npx nx run a:task tests/test_y.py',
      ],
    ],
  ];
  it.each(rows)('%s', (_title, task, output, lines) => {
    const digest = digestOf(task, readFindings(output, task, workspace)) ?? '';
    const [title, ...others] = digest.trimEnd().split('\n');
    expect(title).toMatch(new RegExp(`^${task.id} failed: \\d findings?$`));
    expect(others.map((line) => line.trim())).toEqual(lines);
  });

  it('repeats what was typed, and names no file of another project', () => {
    const typed = checkerTask('mypy', {}, { args: ['--strict'], isTyped: true });
    const last = (task: ToolTask, output: string) =>
      digestOf(task, readFindings(output, task, workspace))
        ?.trimEnd()
        .split('\n')
        .at(-1);
    expect(last(typed, mypy)).toBe(
      '  again: npx nx run a:typecheck --args=--strict libs/a/src/a/x.py',
    );
    expect(last(checkerTask('mypy'), mypy.replaceAll('libs/a', 'libs/b'))).toBe(
      '  again: npx nx run a:typecheck',
    );
  });

  it('is bounded', () => {
    const many = Array.from(
      { length: 300 },
      (_, index) => `libs/a/x${index}.py:1: error: ${'y'.repeat(500)}\n`,
    );
    const task = checkerTask('mypy');
    const digest = digestOf(task, readFindings(many.join(''), task, workspace)) ?? '';
    expect(digest.split('\n')).toHaveLength(14);
    expect(digest.length).toBeLessThan(3000);
    expect(digest).toContain('and 290 more');
    expect(digest).toContain('  again: npx nx run a:typecheck\n');
  });

  it('takes linear time, whatever a test prints', () => {
    const loud = ['\n', ' ', 'x', '.py:1', '_ ', '  --> a\n'].map((one) => one.repeat(3_000_000));
    for (const task of [lint, test, checkerTask('mypy')])
      for (const text of loud) expect(readFindings(text, task, workspace)).toEqual([]);
    const output = `${'row\n'.repeat(3_000_000)}${pytest}`;
    expect(readFindings(output, test, workspace)).toHaveLength(2);
  });

  it('leads, or follows what has been shown; a success and what nobody can read stay as they are', () => {
    const failed = { success: false, output: ruff };
    expect(withDigest(failed, lint, workspace).output).toMatch(/^a:task failed: 2 findings\n/);
    expect(withDigest(failed, lint, workspace, true).output).toMatch(
      /^F401 [\s\S]*\na:task failed/,
    );
    for (const result of [
      { success: true, output: ruff },
      { success: false, output: 'odd\n' },
    ])
      expect(withDigest(result, lint, workspace)).toEqual(result);
  });
});

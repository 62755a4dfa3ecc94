import { devNull } from 'node:os';
import { describe, expect, it } from 'vitest';
import { toolTask, toolWorkspace } from '../../testing/tool-task.js';
import type { ToolTask, TypecheckOptions } from '../tool-task.js';
import {
  type MypyTask,
  mypyGroupKey,
  mypyInvocation,
  mypyResult,
  mypySteps,
  plainMypyStep,
  readAnswers,
} from './run.js';

function mypyTask(task: Partial<ToolTask> = {}, options: Partial<TypecheckOptions> = {}): MypyTask {
  const all: TypecheckOptions = {
    kind: 'typecheck',
    tool: 'mypy',
    environment: '.',
    paths: ['src', 'tests'],
    ...options,
  };
  return toolTask(all, { id: 'a:typecheck', ...task });
}

const workspace = toolWorkspace('/repo', { importRoots: ['libs/a/src', 'libs/b'] });
const requestOf = (...tasks: [MypyTask, ...MypyTask[]]) =>
  JSON.parse(mypyInvocation(tasks, workspace).input ?? '');

describe('tasks are checked together when their settings agree', () => {
  const base = mypyTask();
  const rows: [title: string, other: MypyTask, together: boolean][] = [
    ['another project', mypyTask({ id: 'b:typecheck', project: 'libs/b' }, { paths: ['b'] }), true],
    ['another configuration', mypyTask({ config: 'libs/mypy.ini' }), false],
    ['another environment', mypyTask({}, { environment: 'tools/x' }), false],
    ['other arguments', mypyTask({}, { args: ['--strict'] }), false],
    ['another time limit', mypyTask({}, { timeout: 5 }), false],
  ];
  it.each(rows)('%s: %s', (_title, other, together) => {
    expect(mypyGroupKey(other) === mypyGroupKey(base)).toBe(together);
  });
});

describe('mypy runs beside its configuration, and paths are as seen from there', () => {
  type Row = [config: string | undefined, cwd: string, flag: string, paths: string[]];
  const rows: Row[] = [
    [undefined, '/repo', '--config-file=', ['libs/a/src', 'libs/a/tests']],
    ['mypy.ini', '/repo', '--config-file=mypy.ini', ['libs/a/src', 'libs/a/tests']],
    ['libs/a/mypy.ini', '/repo/libs/a', '--config-file=mypy.ini', ['src', 'tests']],
    ['libs/pyproject.toml', '/repo/libs', '--config-file=pyproject.toml', ['a/src', 'a/tests']],
  ];
  it.each(rows)('%s', (config, cwd, flag, paths) => {
    const task = mypyTask({ config });
    expect(mypyInvocation([task], workspace).cwd).toBe(cwd);
    const request = requestOf(task);
    expect(request.args[0]).toBe(flag);
    expect(request.tasks).toMatchObject([{ id: 'a:typecheck', sources: paths, paths }]);
  });

  it('a whole project is a folder, not an empty path', () => {
    const task = mypyTask({ config: 'libs/a/mypy.ini' }, { paths: ['.'] });
    expect(requestOf(task).tasks[0].paths).toEqual(['.']);
  });

  it('what settings choose from is told with the projects inside', () => {
    const options = { kind: 'typecheck', tool: 'mypy', environment: '.' } as const;
    const task = toolTask(
      { ...options, sources: ['src', '../../tools'] },
      { config: 'libs/mypy.ini', nested: ['libs/a/b'] },
    );
    expect(requestOf(task).tasks).toEqual([
      { id: task.id, folder: 'a', nested: ['a/b'], sources: ['a/src', '../tools'], paths: null },
    ]);
  });

  it('siblings are found by their sources', () => {
    const { env, command } = mypyInvocation([mypyTask()], workspace);
    const roots = '/repo/libs/a/src:/repo/libs/b';
    expect(env).toEqual({ MYPYPATH: roots, NX_SIGNAL_IMPORT_ROOTS: roots });
    expect(command).toBe('/repo/.venv/bin/python');
  });

  it('a cache belongs to an environment and a configuration', () => {
    const cacheOf = (task: MypyTask) =>
      requestOf(task).args.find((argument: string) => argument.startsWith('--cache-dir='));
    const caches = [
      mypyTask(),
      mypyTask({ config: 'mypy.ini' }),
      mypyTask({}, { environment: 'x' }),
    ];
    expect(new Set(caches.map(cacheOf)).size).toBe(3);
    expect(cacheOf(mypyTask({ project: 'libs/b' }))).toBe(cacheOf(mypyTask()));
    for (const task of caches) expect(cacheOf(task)).toMatch(/^--cache-dir=\/repo\/cache\/mypy\//);
  });

  it('mypy’s own executable is given the same, but for what was kept', () => {
    const task = mypyTask({ config: 'mypy.ini' }, { args: ['--strict'] });
    const { invocation } = plainMypyStep(task, workspace);
    expect(invocation.command).toBe('/repo/.venv/bin/mypy');
    const args = requestOf(task).args.map((argument: string) =>
      argument.replace(/^(--cache-dir=).*/, `$1${devNull}`),
    );
    expect(invocation.args).toEqual([...args, 'libs/a/src', 'libs/a/tests']);
    expect(invocation.args).toContain('--strict');
    expect(invocation).not.toHaveProperty('input');
  });
});

const end = { exitCode: 0, signal: undefined, timedOut: false, startError: undefined };
const checked = (messages: string[], more: object = {}) =>
  JSON.stringify({
    type: 'checked',
    ids: ['a:typecheck', 'b:typecheck'],
    sources: { 'a:typecheck': ['x.py', 'y.py'], 'b:typecheck': ['b.py'] },
    messages,
    notes: {},
    blocked: false,
    ...more,
  }).replace('{"type":', '{"type": ');
const resultOf = (output: string, task: MypyTask = mypyTask()) =>
  mypyResult(task, workspace, readAnswers(output));

const clean = 'Success: no issues found in 2 source files\n';

describe('whose a finding is', () => {
  type Row = [title: string, path: string, task: Partial<ToolTask>, own: boolean];
  const rows: Row[] = [
    ['of the project', 'libs/a/src/x.py', {}, true],
    ['of a sibling', 'libs/b/x.py', {}, false],
    ['of a sibling that only begins alike', 'libs/ab/x.py', {}, false],
    ['of a project inside', 'libs/a/sub/x.py', { nested: ['libs/a/sub'] }, false],
    ['as seen from the project', 'src/x.py', { config: 'libs/a/mypy.ini' }, true],
    ['as seen from beside the project', '../b/x.py', { config: 'libs/a/mypy.ini' }, false],
    ['by its full path', '/repo/libs/a/src/x.py', {}, true],
    ['a sibling’s by its full path', '/repo/libs/b/x.py', {}, false],
    ['anyone’s in the root project', 'top.py', { project: '.', nested: ['libs/a'] }, true],
    ['not the root project’s', 'libs/a/x.py', { project: '.', nested: ['libs/a'] }, false],
  ];
  it('of what was checked beside the project', () => {
    const sources = { 'a:typecheck': ['tools/x.py'] };
    const result = resultOf(checked(['tools/x.py:1: error: Odd'], { sources }));
    expect(result?.success).toBe(false);
    expect(result?.checked).toEqual(['tools/x.py']);
  });

  it('not of what its files do not import', () => {
    const unreached = { 'a:typecheck': ['libs/a/x.py'] };
    expect(resultOf(checked(['libs/a/x.py:1: error: Odd'], { unreached }))?.success).toBe(true);
  });

  it.each(rows)('%s', (_title, path, task, own) => {
    const result = resultOf(checked([`${path}:1: error: Odd`]), mypyTask(task));
    expect(result?.success).toBe(!own);
    expect(result?.output.includes(path)).toBe(own);
  });
});

describe('what the driver answered', () => {
  type Row = [title: string, output: string, result: object | undefined];
  const rows: Row[] = [
    ['nothing found', checked([]), { success: true, output: clean }],
    [
      'words about settings come first',
      checked([], { notes: { 'a:typecheck': 'Warning: odd\n', 'b:typecheck': 'Other\n' } }),
      { success: true, output: `Warning: odd\n${clean}` },
    ],
    [
      'a refusal',
      '{"type": "refused", "ids": ["a:typecheck"], "output": "mypy: error: odd\\n"}',
      { success: false, output: 'mypy: error: odd\n' },
    ],
    [
      'what it cannot do is left to mypy',
      '{"type": "unsupported", "ids": ["a:typecheck"], "reason": ""}',
      undefined,
    ],
    [
      'nothing about the task',
      '{"type": "refused", "ids": ["b:typecheck"], "output": ""}',
      undefined,
    ],
    ['nothing', '', undefined],
    ['among other words', `Deprecated!\n${checked([])}\nbye`, { success: true, output: clean }],
    [
      'the first answer counts',
      `${checked([])}\n{"type": "refused", "ids": ["a:typecheck"], "output": ""}`,
      { success: true, output: clean },
    ],
  ];
  it.each(rows)('%s', (_title, output, result) => {
    const found = resultOf(output);
    expect(found && { success: found.success, output: found.output }).toEqual(result);
  });

  it('nothing to check is said', () => {
    const task = mypyTask({ config: 'mypy.ini' });
    const output = 'Nothing to check: mypy.ini excludes all of libs/a.\n';
    const answer = checked([], { sources: { [task.id]: [] } });
    expect(resultOf(answer, task)).toEqual({ success: true, output, checked: [] });
  });

  it('counts when it is complete, also from a driver that was killed in the middle of the next', () => {
    const cut = checked(['libs/b/x.py:1: error: Odd'], { ids: ['b:typecheck'] }).slice(0, -9);
    const output = `${checked([], { ids: ['a:typecheck'] })}\n${cut}`;
    expect(resultOf(output)).toMatchObject({ success: true, output: clean });
    expect(resultOf(output, mypyTask({ id: 'b:typecheck' }))).toBeUndefined();
  });
});

describe('alone, mypy’s own executable takes over', () => {
  type Row = [title: string, output: string, takesOver: boolean];
  const rows: Row[] = [
    [
      'when the driver cannot work with it',
      '{"type": "unsupported", "ids": ["a:typecheck"], "reason": ""}',
      true,
    ],
    ['not when it has answered', checked([]), false],
    ['not when it crashed', 'Traceback', false],
  ];
  it.each(rows)('%s', (_title, output, takesOver) => {
    const [step] = mypySteps(mypyTask(), workspace);
    const other = step?.instead?.({ ...end, output });
    expect(other?.invocation.command).toBe(takesOver ? '/repo/.venv/bin/mypy' : undefined);
  });
});

it('hands on what mypy found in its cache, for all builds of a run', () => {
  const figures: object[] = [];
  const line = (hits: number) => JSON.stringify({ type: 'kept', ids: [], hits, of: 9 });
  // As Python writes it.
  const output = [line(9), line(2)].join('\n').replaceAll('":', '": ').replaceAll(',"', ', "');
  const answers = readAnswers(output, { onCounted: (counted) => figures.push(counted) });
  expect(figures).toEqual([{ mypy: { hits: 9, of: 9 } }, { mypy: { hits: 2, of: 9 } }]);
  expect(answers.size).toBe(0);
});

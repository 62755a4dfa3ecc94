import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../testing/temporary-folder.js';
import { checkerTask, toolWorkspace } from '../../testing/tool-task.js';
import type { ToolTask, TypecheckOptions } from '../tool-task.js';
import { hasBaseline, pyrightInvocation, pyrightResult, pyrightSteps } from './run.js';

const pyrightTask = (task: Partial<ToolTask> = {}, options: Partial<TypecheckOptions> = {}) =>
  checkerTask('pyright', task, options);

const workspace = toolWorkspace('/repo', { sourceFolders: ['libs/a/src'] });
const end = { signal: undefined, timedOut: false, startError: undefined };
const summary = (errors: number, warnings: number) =>
  `${errors} error${errors === 1 ? '' : 's'}, ${warnings} warning${warnings === 1 ? '' : 's'}, 0 informations\n`;
const finding = (file: string, kind: string) =>
  `/repo/${file}\n  /repo/${file}:1:1 - ${kind}: Odd\n`;
const own = (kind: string) => finding('libs/a/src/x.py', kind);
const other = (kind: string) => finding('libs/b/src/y.py', kind);

describe('how pyright is called', () => {
  it('apart from the modules it looks at, and with all that it needs', () => {
    const { command, args, env, cwd } = pyrightInvocation(
      [
        pyrightTask({ config: 'libs/pyrightconfig.json' }),
        pyrightTask({ project: 'libs/b' }, { paths: ['b'] }),
      ],
      workspace,
    );
    expect(command).toBe('/repo/.venv/bin/python');
    expect(cwd).toBe('/repo/libs');
    expect(args.join(' ')).toBe(
      '-I -m pyright --pythonpath /repo/.venv/bin/python --project pyrightconfig.json a/src a/tests libs/b/b',
    );
    expect(env).toMatchObject({
      PYTHONPATH: '/repo/libs/a/src',
      NO_COLOR: '1',
      FORCE_COLOR: undefined,
    });
  });

  it.each([
    ['the root’s manifest', { 'pyproject.toml': '', 'env/pyproject.toml': '' }, 'pyproject.toml'],
    ['the environment’s manifest', { 'env/pyproject.toml': '' }, 'env/pyproject.toml'],
    ['the folder, where there is none', {}, '.'],
  ])('without settings: %s', (_title, texts, settings) => {
    const root = temporaryFolder(texts as Record<string, string>);
    const task = pyrightTask({}, { environment: 'env', tool: 'basedpyright' });
    const { args } = pyrightInvocation([task], toolWorkspace(root));
    expect(args[args.indexOf('--project') + 1]).toBe(settings);
    expect(args[2]).toBe('basedpyright');
  });
});

describe('the result of one task out of a run over several', () => {
  type Row = [title: string, exitCode: number, output: string, success: boolean | undefined];
  const rows: Row[] = [
    ['nothing at all', 0, summary(0, 0), true],
    ['an error of its own', 1, own('error') + summary(1, 0), false],
    ['another’s error', 1, other('error') + summary(1, 0), true],
    ['warnings that do not fail', 0, own('warning') + summary(0, 1), true],
    ['warnings that fail', 1, own('warning') + summary(0, 1), false],
    ['another’s warnings that fail', 1, other('warning') + summary(0, 1), true],
    [
      'warnings beside another’s error: unknown',
      1,
      own('warning') + other('error') + summary(1, 1),
      undefined,
    ],
    ['settings that it refuses: unknown', 3, summary(0, 0), undefined],
    ['a crash: unknown', 1, 'Traceback', undefined],
  ];
  it.each(rows)('%s', (_title, exitCode, output, success) => {
    expect(pyrightResult(pyrightTask(), workspace, { exitCode, output })?.success).toBe(success);
  });

  it.each([true, false])('warnings fail, as another project has shown: %s', (warningsFail) => {
    const end = { exitCode: 1, output: own('warning') + other('error') + summary(1, 1) };
    const result = pyrightResult(pyrightTask(), workspace, end, warningsFail);
    expect(result).toEqual({ success: !warningsFail, output: own('warning') + summary(0, 1) });
  });

  it('has the words about its own files', () => {
    const output = own('error') + other('error') + summary(2, 0);
    expect(pyrightResult(pyrightTask(), workspace, { exitCode: 1, output })?.output).toBe(
      own('error') + summary(1, 0),
    );
  });
});

describe('alone', () => {
  const judge = (tool: TypecheckOptions['tool'], exitCode: number, output: string) =>
    pyrightSteps(pyrightTask({}, { tool }), workspace)[0]?.judge({ ...end, exitCode, output });

  it('the exit code counts', () => {
    expect(judge('pyright', 3, `Config odd.\n${summary(0, 0)}`)).toEqual({
      success: false,
      output: `Config odd.\n${summary(0, 0)}`,
    });
    expect(judge('pyright', 0, '{}')).toEqual({ success: true, output: '{}' });
  });

  it('a download that failed is told without a trace', () => {
    const output = `Traceback (most recent call last):\n  File "node.py"\nCalledProcessError: Command '['npm', 'install', 'pyright@1.1.380']' returned non-zero exit status 1.\n`;
    expect(judge('pyright', 1, output)).toEqual({
      success: false,
      output: [
        "CalledProcessError: Command '['npm', 'install', 'pyright@1.1.380']' returned non-zero exit status 1.",
        '',
        'error [TOOL_FAILED]: pyright could not download the program it needs on its first run.',
        '',
        'hint: update it with `uv add --dev "pyright>=1.1.400"`: newer versions need no download.',
        '',
      ].join('\n'),
    });
    expect(judge('basedpyright', 1, output)).toEqual({ success: false, output });
  });
});

it('a baseline is found where settings are, or in them', () => {
  const root = temporaryFolder({ 'libs/.basedpyright/baseline.json': '{}' });
  const based = (task: Partial<ToolTask> = {}) => checkerTask('basedpyright', task);
  const here = toolWorkspace(root);
  expect(hasBaseline(based({ config: 'libs/pyrightconfig.json' }), here, '')).toBe(true);
  expect(hasBaseline(based(), here, '')).toBe(false);
  expect(hasBaseline(based(), here, '{ "baselineFile": "x.json" }')).toBe(true);
});

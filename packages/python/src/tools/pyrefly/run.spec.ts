import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../testing/temporary-folder.js';
import { checkerTask, toolWorkspace } from '../../testing/tool-task.js';
import { mentionsIgnore } from '../checkers/mentions-ignore.js';
import { pyreflyFindings, pyreflyInvocation, pyreflyReport, pyreflySteps } from './run.js';

const task = checkerTask('pyrefly', { config: 'pyrefly.toml' }, { paths: ['src'] });
const workspace = toolWorkspace('/repo');

it('pyrefly is called beside its settings', () => {
  const { args, cwd } = pyreflyInvocation([task], workspace, pyreflyReport);
  expect(cwd).toBe('/repo');
  expect(args.join(' ')).toBe(
    'check --python-interpreter-path /repo/.venv/bin/python --output-format json --min-severity info --color never libs/a/src',
  );
});

const pythonPath =
  ' WARN PYTHONPATH environment variable is set to `/repo/libs/a/src`. Checks in other environments may not include these paths.\n';
const advice =
  'No `pyrefly.toml` found — using preset `basic`.\nRun `pyrefly init` to continue setting up Pyrefly.\nDocs: https://pyrefly.org/en/docs/installation/\n';
const json = (...paths: string[]) =>
  JSON.stringify({ errors: paths.map((path) => ({ path })) }, null, 2);

describe('what pyrefly has to say about', () => {
  const ended = (files: string[], suppressed = false) => ({ files, suppressed });
  type Row = [title: string, exitCode: number | undefined, output: string, found?: object];
  const rows: Row[] = [
    ['nothing', 0, `${json()} INFO 0 diagnostics\n`, ended([])],
    ['a file', 1, `${json('x.py')} INFO 1 diagnostic\n`, ended(['x.py'])],
    ['suppressed errors', 0, `${json()} INFO 0 diagnostics (2 suppressed)\n`, ended([], true)],
    ['nothing, its summary first', 0, ` INFO 0 errors\n${json()}`, ended([])],
    ['nothing, without settings', 0, `${pythonPath}${json()} INFO 0 errors\n${advice}`, ended([])],
    [
      'settings',
      0,
      ` WARN /repo/pyrefly.toml: Extra keys found in config: x\n${json()} INFO 0 errors\n`,
    ],
    [
      'settings it refuses',
      1,
      'ERROR /repo/pyrefly.toml: TOML parse error\nFatal configuration error\n',
    ],
    ['something else', 0, ' INFO 0 errors\n'],
    ['its death', undefined, json()],
  ];
  it.each(rows)('%s', (_title, exitCode, output, found) => {
    expect(pyreflyFindings({ exitCode, output })).toEqual(found);
  });
});

it('its text has one order, and nothing about how it was started', () => {
  const finding = 'ERROR Odd [odd]\n --> x.py:1:1\n';
  const settings = ' WARN /repo/pyrefly.toml: Extra keys found in config: x\n';
  const found = ' WARN `Literal[""]` is not assignable to `int` [bad-assignment]\n --> x.py:2:1\n';
  const output = `${pythonPath} INFO 1 error\n${advice}${finding}${settings}${found}`;
  const end = { exitCode: 1, signal: undefined, timedOut: false, startError: undefined };
  expect(pyreflySteps(task, workspace)[0]?.judge({ ...end, output })).toEqual({
    success: false,
    output: `${settings}${finding}${found} INFO 1 error\n${advice}`,
  });
});

describe('comments that may suppress a finding', () => {
  it.each([
    ['x = 1  # type: ignore\n', true],
    ['x = 1  # pyrefly: ignore[bad-assignment]\n', true],
    ['ignore = 1  # Nothing.\n', false],
    ['', false],
  ])('%j: %s', (text, mentions) => {
    const root = temporaryFolder({ 'libs/a/src/a/x.py': text, 'libs/a/src/a/x.txt': '# ignore' });
    expect(mentionsIgnore(task, toolWorkspace(root))).toBe(mentions);
  });

  it('are not ruled out in a file that is gone', () => {
    expect(mentionsIgnore(task, toolWorkspace(temporaryFolder()))).toBe(true);
  });
});

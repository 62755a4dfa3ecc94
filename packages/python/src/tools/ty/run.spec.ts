import { describe, expect, it } from 'vitest';
import { checkerTask, toolWorkspace } from '../../testing/tool-task.js';
import type { ToolTask, TypecheckOptions } from '../tool-task.js';
import { canLeaveOut, tyFindings, tyInvocation, tyReport, tySteps } from './run.js';

const tyTask = (task: Partial<ToolTask> = {}, options: Partial<TypecheckOptions> = {}) =>
  checkerTask('ty', task, options);

const workspace = toolWorkspace('/repo', { sourceFolders: ['libs/a/src', 'libs/b/src'] });

describe('how ty is called', () => {
  it('beside its settings', () => {
    const others = tyTask({ config: 'libs/ty.toml', project: 'libs/b' }, { paths: ['b'] });
    const { command, args, cwd } = tyInvocation(
      [tyTask({ config: 'libs/ty.toml' }), others],
      workspace,
      tyReport,
    );
    expect(command).toBe('/repo/.venv/bin/ty');
    expect(cwd).toBe('/repo/libs');
    expect(args.join(' ')).toBe(
      'check --python /repo/.venv --output-format gitlab a/src a/tests b/b',
    );
  });

  it('without settings it is given empty ones, and never those of a user', () => {
    const { args, env, cwd } = tyInvocation([tyTask()], workspace);
    expect(cwd).toBe('/repo');
    expect(args[args.indexOf('--config-file') + 1]).toMatch(/python\/no-settings\/ty\.toml$/);
    expect(env?.['XDG_CONFIG_HOME']).toBe('/repo/cache/nobody/.config');
    expect(env?.['PYTHONPATH']).toBe('/repo/libs/a/src:/repo/libs/b/src');
  });
});

const json = (...paths: string[]) => JSON.stringify(paths.map((path) => ({ location: { path } })));

describe('files that ty has something to say about', () => {
  type Row = [title: string, exitCode: number | undefined, output: string, files?: string[]];
  const rows: Row[] = [
    ['none', 0, '[]', []],
    ['an error', 1, json('libs/a/x.py'), ['libs/a/x.py']],
    ['a warning', 0, json('libs/a/x.py', 'y.py'), ['libs/a/x.py', 'y.py']],
    ['a warning about no file in front', 0, 'WARN No python files found\n[]'],
    ['other words', 0, 'All checks passed!\n'],
    ['settings that it refuses', 2, 'ty failed\n'],
    ['killed', undefined, '[]'],
  ];
  it.each(rows)('%s', (_title, exitCode, output, files) => {
    expect(tyFindings({ exitCode, output })).toEqual(files);
  });
});

it('warnings on the other channel come first, whichever arrived first', () => {
  const output = 'All checks passed!\nWARN No python files found under the given path(s)\n';
  const end = { exitCode: 0, signal: undefined, timedOut: false, startError: undefined };
  expect(tySteps(tyTask(), workspace)[0]?.judge({ ...end, output })).toEqual({
    success: true,
    output: 'WARN No python files found under the given path(s)\nAll checks passed!\n',
  });
});

it.each([
  ['', false],
  ['[rules]\nx = "warn"\n', false],
  ['[src]\nexclude = ["x"]\n', true],
  ['[tool.ty.src]\ninclude = ["x"]\n', true],
])('settings can leave files out: %j', (text, can) => {
  expect(canLeaveOut(text)).toBe(can);
});

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { toolTask, toolWorkspace } from '../testing/tool-task.js';
import { runToolTask } from './run-task.js';
import type { StepResult, ToolOptions } from './tool-task.js';

/** Runs a task in a workspace whose tools are shell scripts. */
async function run(
  options: Partial<ToolOptions> & { kind: 'lint' | 'fix' | 'test' },
  tools: Record<string, string>,
): Promise<StepResult & { root: string }> {
  const texts = Object.entries(tools).map(([name, script]) => [
    `.venv/bin/${name}`,
    `#!/bin/sh\n${script}\n`,
  ]);
  const root = temporaryFolder({ 'libs/a/x.py': '', ...Object.fromEntries(texts) });
  const all = { environment: '.', paths: ['tests'], report: 'reports/a', ...options };
  const result = await runToolTask(toolTask(all as ToolOptions), toolWorkspace(root));
  return { ...result, root };
}

describe('a tool decides about its task', () => {
  const rows: [script: string, success: boolean, output: string][] = [
    ['echo fine', true, 'fine\n'],
    ['echo found; exit 1', false, 'found\n'],
    ['echo unusable >&2; exit 2', false, 'unusable\n'],
    [
      'echo nothing collected; exit 5',
      true,
      'nothing collected\nNo tests were collected, which counts as success.\n',
    ],
    ['basename "$PWD"', true, 'a\n'],
    ['test -d ../../reports/a && echo has a report folder', true, 'has a report folder\n'],
  ];
  it.each(rows)('pytest: %s', async (script, success, output) => {
    expect(await run({ kind: 'test' }, { pytest: script })).toMatchObject({ success, output });
  });

  it('says how it is added where Poetry keeps the environment', async () => {
    const root = temporaryFolder({ 'app/poetry.lock': '' });
    const options = { kind: 'lint', environment: 'app', paths: ['.'] } as const;
    const { output } = await runToolTask(toolTask(options as ToolOptions), toolWorkspace(root));
    expect(output).toContain('poetry add --directory app --group dev ruff');
  });

  it('makes the folder of the report for tests only', async () => {
    const { root } = await run({ kind: 'lint' }, { ruff: 'true' });
    expect(existsSync(join(root, 'reports'))).toBe(false);
  });
});

describe('all calls of a task are made, and all have to succeed', () => {
  const rows: [script: string, success: boolean, output: string][] = [
    ['echo "$1"', true, 'check\nformat\n'],
    ['echo "$1"; test "$1" = format', false, 'check\nformat\n'],
    ['echo "$1"; test "$1" = check', false, 'check\nformat\n'],
    ['echo "$1"; exit 1', false, 'check\nformat\n'],
  ];
  it.each(rows)('ruff: %s', async (script, success, output) => {
    expect(await run({ kind: 'lint' }, { ruff: script })).toMatchObject({ success, output });
  });
});

const hintOfDeath =
  'this is not a finding about your code; run the task again, or run the tool alone.';

describe('what is no verdict of the tool is an error with a remedy', () => {
  type Row = [
    title: string,
    options: Partial<ToolOptions>,
    tools: Record<string, string>,
    output: string,
  ];
  const rows: Row[] = [
    [
      'the tool is missing',
      {},
      {},
      'error [TOOL_MISSING]: pytest is not installed in the environment of the workspace.\n\nhint: install it there: `python -m pip install pytest`.\n',
    ],
    [
      'it is missing in another environment',
      { environment: 'tools/x' },
      {},
      'error [TOOL_MISSING]: pytest is not installed in the environment of tools/x.\n\nhint: install it there: `python -m pip install pytest`.\n',
    ],
    [
      'it was killed',
      {},
      { pytest: 'echo begun; kill -KILL $$' },
      `begun\nerror [TOOL_FAILED]: pytest was killed by SIGKILL.\n\nhint: ${hintOfDeath}\n`,
    ],
    [
      'it was killed in the middle of a line',
      {},
      { pytest: 'printf begun; kill -SEGV $$' },
      `begun\nerror [TOOL_FAILED]: pytest was killed by SIGSEGV.\n\nhint: ${hintOfDeath}\n`,
    ],
    [
      'it took too long',
      { timeout: 0.3 },
      { pytest: 'echo begun; exec sleep 60' },
      'begun\nerror [TIMEOUT]: pytest was stopped after 0.3 seconds.\n\nhint: find out what hangs, or set a longer `timeout` for this target in [tool.nx-signal].\n',
    ],
  ];
  it.each(rows)('%s', async (_title, options, tools, output) => {
    expect(
      await run({ kind: 'test', ...options } as ToolOptions & { kind: 'test' }, tools),
    ).toMatchObject({
      success: false,
      output,
    });
  });

  it('it cannot be started', async () => {
    const root = temporaryFolder({ '.venv/bin/ruff': 'no program', 'libs/a/x.py': '' });
    const task = toolTask({ kind: 'fix', environment: '.' });
    const { success, output } = await runToolTask(task, toolWorkspace(root));
    expect(success).toBe(false);
    expect(output).toMatch(/^error \[TOOL_FAILED\]: ruff could not be started: .*EACCES/);
    expect(output).toContain(`hint: ${hintOfDeath}`);
  });

  it('the report’s folder cannot be made', async () => {
    const root = temporaryFolder({ reports: 'a file', 'libs/a/x.py': '' });
    const options = { kind: 'test' as const, environment: '.', paths: ['.'], report: 'reports/a' };
    const { success, output } = await runToolTask(toolTask(options), toolWorkspace(root));
    expect(success).toBe(false);
    expect(output).toMatch(/^error: (ENOTDIR|EEXIST)/);
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NxRun } from './harness/nx-run.js';
import { createPythonWorkspace } from './harness/python-workspace.js';
import type { Workspace } from './harness/workspace.js';

/** What each odd project does to its own lint, and what it says. */
const odd: { folder: string; text: string; says: RegExp[] }[] = [
  { folder: 'empty', text: '', says: [] },
  {
    folder: 'nameless',
    text: '[project]\nversion = "1"\n',
    says: [
      /\[PYPROJECT_INVALID\]: odd\/nameless\/pyproject.toml has a \[project\] table without a name/,
      /odd\/nameless\/pyproject.toml:1 \(project.name\)/,
    ],
  },
  {
    folder: 'misnamed',
    text: '[project]\nname = "a b"\nversion = "1"\n',
    says: [/\[PYPROJECT_INVALID\]: .* names its project "a b"/, /odd\/misnamed\/pyproject.toml:2/],
  },
  {
    folder: 'unclosed',
    text: '[project]\nname = "unclosed\n',
    says: [
      /\[PYPROJECT_SYNTAX\]: odd\/unclosed\/pyproject.toml is not valid TOML/,
      /odd\/unclosed\/pyproject.toml:2:/,
    ],
  },
  {
    folder: 'conflict',
    text: '[project]\n<<<<<<< HEAD\nname = "conflict"\n',
    says: [/odd\/conflict\/pyproject.toml:2/, /merge conflict markers/],
  },
  {
    folder: 'mistyped',
    text: '[project]\nname = "mistyped"\nversion = "1"\n\n[tool.nx-signal.targets.lint]\ntimeout = "long"\n',
    says: [
      /\[OPTIONS_INVALID\]: Option "targets.lint.timeout" is not valid/,
      /odd\/mistyped\/pyproject.toml:6/,
    ],
  },
  {
    folder: 'locked',
    text: '[project]\nname = "locked"\nversion = "1"\n',
    says: [/\[LOCK_BROKEN\]/, /odd\/locked\/uv.lock:1/],
  },
];

describe('odd input', () => {
  let workspace: Workspace;
  let run: NxRun;
  beforeAll(async () => {
    const files: Record<string, string> = {};
    for (const { folder, text } of odd) {
      files[`odd/${folder}/pyproject.toml`] = text;
      files[`odd/${folder}/module.py`] = '';
    }
    workspace = await createPythonWorkspace({
      isolated: true,
      projects: {
        good: { pyproject: '[tool.mixed]\nlist = [1, "two", { three = 3 }]\n' },
        // A circle of declarations, which uv allows.
        round: { dependencies: ['trip'] },
        trip: { dependencies: ['round'] },
      },
      files: { ...files, 'odd/locked/uv.lock': '[[package]\n' },
    });
    run = await workspace.nx(['run-many', '-t', 'lint', 'typecheck', 'test:unit']);
  });
  afterAll(() => workspace.dispose());

  it('costs no other project its results', () => {
    const good = ['good', 'round', 'trip'].flatMap((name) =>
      ['lint', 'typecheck', 'test:unit'].map((target) => `${name}:${target}`),
    );
    for (const id of good) expect(run.tasks[id], `${id}\n${run.output}`).toBe('ran');
    expect(run.exitCode).toBe(1);
  });

  it.each(odd)('in $folder says what, where and what to do', ({ says }) => {
    for (const pattern of says) expect(run.output).toMatch(pattern);
  });

  it('shows no stack trace', () => {
    expect(run.output).not.toMatch(/\n\s+at .*\.js:\d+/);
  });

  it('of nx.json names the option that was meant', async () => {
    workspace.write(
      'nx.json',
      JSON.stringify({ plugins: [{ plugin: '@nx-signal/python', options: { grups: [] } }] }),
    );
    const { exitCode, output } = await workspace.nx(['show', 'projects']);
    await workspace.git('checkout', '--', 'nx.json');
    expect(exitCode).toBe(1);
    expect(output).toContain('error [OPTIONS_INVALID]: Unknown option "grups".');
    expect(output).toContain('did you mean "groups"?');
  });
});

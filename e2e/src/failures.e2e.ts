import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createPythonWorkspace } from './harness/python-workspace.js';
import type { Workspace } from './harness/workspace.js';

const passing = {
  'good:lint': 'ran',
  'good:typecheck': 'ran',
  'good:test:unit': 'ran',
} as const;

describe('a failing task', () => {
  let workspace: Workspace;
  beforeAll(async () => {
    workspace = await createPythonWorkspace({ projects: { bad: {}, good: {} } });
    // Makes the environment, so that the cases below measure nothing but themselves.
    await workspace.nx(['run', 'good:lint']);
  });
  afterEach(() => workspace.restore());
  afterAll(() => workspace.dispose());

  /** Runs everything afresh, and checks that what the other project gained is kept for later. */
  async function signal(env: Record<string, string> = {}) {
    workspace.remove('.nx/cache');
    await workspace.nx(['reset', '--onlyCache']);
    const run = await workspace.nx(['run-many', '-t', 'signal'], { env });
    expect(run.exitCode, run.output).toBe(1);
    expect(run.tasks, run.output).toMatchObject(passing);
    const again = await workspace.nx(['run-many', '-t', 'signal', '--projects=good']);
    expect(Object.values(again.tasks)).toEqual(['cached', 'cached', 'cached']);
    return run;
  }

  it('shows what ruff found', async () => {
    workspace.append('libs/bad/src/bad/__init__.py', 'import os\n');
    const { tasks, output } = await signal();
    expect(tasks).toMatchObject({
      'bad:lint': 'failed',
      'bad:typecheck': 'ran',
      'bad:test:unit': 'ran',
    });
    expect(output).toContain('F401');
    expect(output).toContain('libs/bad/src/bad/__init__.py:2:8');
  });

  it('shows what ruff would format', async () => {
    workspace.append('libs/bad/src/bad/__init__.py', 'x  =  1\n');
    const { tasks, output } = await signal();
    expect(tasks['bad:lint']).toBe('failed');
    expect(output).toMatch(/1 file would be reformatted/);
  });

  it('shows what mypy found', async () => {
    workspace.append('libs/bad/src/bad/__init__.py', 'COUNT: int = "three"\n');
    const { tasks, output } = await signal();
    expect(tasks).toMatchObject({ 'bad:lint': 'ran', 'bad:typecheck': 'failed' });
    expect(output).toContain(
      'libs/bad/src/bad/__init__.py:2: error: Incompatible types in assignment',
    );
    expect(output).toContain('Found 1 error in 1 file (checked 2 source files)');
  });

  it('shows what pytest found', async () => {
    workspace.replace('libs/bad/tests/unit/test_bad.py', '== "bad"', '== "worse"');
    const { tasks, output } = await signal();
    expect(tasks).toMatchObject({ 'bad:typecheck': 'ran', 'bad:test:unit': 'failed' });
    expect(output).toContain("AssertionError: assert 'bad' == 'worse'");
    expect(output).toContain('1 failed in');
  });

  it('says so when its tool is killed', async () => {
    workspace.append(
      'libs/bad/tests/unit/test_bad.py',
      '\n\ndef test_killed() -> None:\n    import os\n\n    os.kill(os.getpid(), 9)\n',
    );
    const { tasks, output } = await signal();
    expect(tasks['bad:test:unit']).toBe('failed');
    expect(output).toContain('error [TOOL_FAILED]: pytest was killed by SIGKILL');
  });

  it('says so when its tool crashes', async () => {
    workspace.append(
      'libs/bad/tests/unit/test_bad.py',
      '\n\ndef test_crash() -> None:\n    import ctypes\n\n    ctypes.string_at(0)\n',
    );
    const { tasks, output } = await signal();
    expect(tasks['bad:test:unit']).toBe('failed');
    expect(output).toContain('error [TOOL_FAILED]: pytest was killed by SIGSEGV');
  });

  it('is stopped when it takes longer than it may', async () => {
    workspace.append(
      'libs/bad/tests/unit/test_bad.py',
      '\n\ndef test_hang() -> None:\n    import time\n\n    time.sleep(600)\n',
    );
    workspace.append(
      'libs/bad/pyproject.toml',
      '\n[tool.nx-signal.targets."test:unit"]\ntimeout = 3\n',
    );
    const { tasks, output } = await signal();
    expect(tasks['bad:test:unit']).toBe('failed');
    expect(output).toContain('error [TIMEOUT]: pytest was stopped after 3 seconds.');
  });

  it('counts no tests as a success that says so', async () => {
    workspace.write('libs/bad/tests/unit/test_bad.py', '"""Nothing here yet."""\n');
    workspace.append('libs/bad/src/bad/__init__.py', 'import os\n');
    const { tasks, output } = await signal();
    expect(tasks['bad:test:unit']).toBe('ran');
    expect(output).toContain('No tests were collected, which counts as success.');
  });

  it('is the broken project’s own when a pyproject.toml is not TOML', async () => {
    workspace.append('libs/bad/pyproject.toml', '\n[tool.ruff\n');
    const { tasks, output } = await signal();
    expect(tasks['bad:lint']).toBe('failed');
    expect(output).toMatch(
      /error \[PYPROJECT_SYNTAX\]: libs\/bad\/pyproject.toml is not valid TOML/,
    );
    expect(output).toMatch(/at libs\/bad\/pyproject.toml:\d+:\d+/);
  });

  it('is the project’s own when an option is misspelt', async () => {
    workspace.append('libs/bad/pyproject.toml', '\n[tool.nx-signal]\ntype-cheker = "mypy"\n');
    const { output } = await signal();
    expect(output).toContain('error [OPTIONS_INVALID]: Unknown option "type-cheker".');
    expect(output).toContain('(tool.nx-signal.type-cheker)');
    expect(output).toContain('hint: did you mean "typeChecker"?');
  });
});

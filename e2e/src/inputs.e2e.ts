import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createPythonWorkspace } from './harness/python-workspace.js';
import type { Workspace } from './harness/workspace.js';

const task = 'models:test:unit';

/** A test module that reads files; paths are relative to the workspace root. */
function readsOf(...files: string[]): string {
  const reads = files.map((file) => `    (ROOT / ${JSON.stringify(file)}).read_text()\n`);
  return `from pathlib import Path\n\nROOT = Path(__file__).parents[4]\n\n\ndef test_reads() -> None:\n${reads.join('')}`;
}

const nothing = 'def test_nothing() -> None:\n    pass\n';

describe('verified inputs', () => {
  let workspace: Workspace;
  const reading = 'libs/models/tests/unit/test_reads.py';

  beforeAll(async () => {
    workspace = await createPythonWorkspace({
      projects: {
        models: {
          dependencies: ['base', 'pytest-xdist'],
          files: { 'README.md': '# models\n', 'tests/unit/test_reads.py': nothing },
        },
        base: { files: { 'src/base/rates.json': '{}\n' } },
        billing: { files: { 'src/billing/rates.json': '{}\n' } },
      },
      files: {
        'data/prices.json': '{}\n',
        'data/a [b].json': '{}\n',
        'conftest.py': 'import pathlib\n\nHERE = pathlib.Path(__file__)\n',
      },
    });
    // A first run makes the environment, in which the others need not wait for it.
    const { exitCode, output } = await workspace.nx(['run', task]);
    expect(exitCode, output).toBe(0);
  });
  afterEach(() => workspace.reset());
  afterAll(() => workspace.dispose());

  const run = (...args: string[]) => workspace.nx(['run', task, ...args]);

  async function failure(...args: string[]): Promise<string> {
    const { exitCode, output } = await run(...args);
    expect(exitCode, output).toBe(1);
    return output;
  }

  async function success(...args: string[]): Promise<string> {
    const { exitCode, output } = await run(...args);
    expect(exitCode, output).toBe(0);
    expect(output).not.toContain('INPUTS_');
    return output;
  }

  it('fails a task that reads an undeclared file, with the file and what declares it', async () => {
    workspace.write(reading, readsOf('data/prices.json'));
    expect(await failure()).toContain(
      [
        `error [INPUTS_UNDECLARED]: ${task} read a file that is not among its inputs, so a stored result can be out of date:`,
        '  data/prices.json',
        '',
        'hint: declare it:',
        `  run npx nx-signal accept-inputs ${task}`,
        '  or write into libs/models/pyproject.toml',
        '',
        '    [tool.nx-signal.targets."test:unit"]',
        '    inputs = ["{workspaceRoot}/data/prices.json"]',
        '',
      ].join('\n'),
    );
  });

  it('passes once the shown lines are added, and runs again when the file changes', async () => {
    workspace.write(reading, readsOf('data/prices.json', 'libs/models/README.md'));
    const lines = /\n {4}(\[tool\.nx-signal.*)\n {4}(inputs = .*)\n/.exec(await failure());
    workspace.append('libs/models/pyproject.toml', `\n${lines?.[1]}\n${lines?.[2]}\n`);
    await success();
    expect((await run()).tasks[task]).toBe('cached');
    workspace.append('data/prices.json', '\n');
    expect((await run()).tasks[task]).toBe('ran');
    workspace.append('libs/models/README.md', '\n');
    expect((await run()).tasks[task]).toBe('ran');
    expect((await run()).tasks[task]).toBe('cached');
  });

  it('accepts all that was read at once, comments and layout kept', async () => {
    workspace.write(
      reading,
      readsOf('data/prices.json', 'data/a [b].json', 'libs/models/README.md'),
    );
    workspace.append(
      'libs/models/pyproject.toml',
      '\n# ours\n[tool.nx-signal.targets."test:unit"]\ninputs = [ # why\n  "{workspaceRoot}/data/prices.json", # prices\n]\ntimeout = 60 # seconds\n',
    );
    await failure();
    const accepted = await workspace.nxSignal(['accept-inputs', task]);
    expect(accepted).toEqual({
      exitCode: 0,
      output: [
        'Added to libs/models/pyproject.toml:',
        '  {workspaceRoot}/data/a ?b?.json',
        '  {projectRoot}/README.md',
      ].join('\n'),
    });
    const text = workspace.read('libs/models/pyproject.toml');
    expect(text).toContain('# ours\n');
    expect(text).toContain('"{workspaceRoot}/data/prices.json", # prices');
    expect(text).toContain('timeout = 60 # seconds');
    await success();
  });

  it('says that there is nothing to accept', async () => {
    const { exitCode, output } = await workspace.nxSignal(['accept-inputs', 'billing:test:unit']);
    expect(exitCode).toBe(1);
    expect(output).toContain('error [INPUTS_NOT_OBSERVED]');
  });

  it('names the project that a file belongs to, if it is no dependency', async () => {
    workspace.write(reading, readsOf('libs/billing/src/billing/rates.json'));
    const output = await failure();
    expect(output).toContain(
      '  libs/billing/src/billing/rates.json (of billing, which models does not depend on)\n',
    );
    expect(output).toContain(
      'hint: declare the dependency on billing, or declare the files as inputs:',
    );
    expect(output).toContain('inputs = ["{workspaceRoot}/libs/billing/src/billing/rates.json"]');
  });

  it('covers own files, sources of dependencies, and conftest.py above the project', async () => {
    workspace.write(
      reading,
      `import base\n${readsOf('libs/models/pyproject.toml', 'libs/base/src/base/rates.json', 'conftest.py')}`,
    );
    await success();
  });

  it('reports a test that reads the settings above the project, not pytest, which looks there too', async () => {
    await success();
    workspace.write(reading, readsOf('pyproject.toml'));
    expect(await failure()).toContain('\n  pyproject.toml\n');
  });

  it('passes over ignored files, temporary ones and those that the test makes itself', async () => {
    workspace.write('.nxignore', 'private\n');
    workspace.write('private/a.txt', '');
    workspace.write('dist/b.txt', '');
    workspace.write(
      reading,
      `${readsOf('private/a.txt', 'dist/b.txt')}\n\ndef test_made(tmp_path: Path) -> None:\n    for file in (tmp_path / "x", ROOT / "libs/models/made.txt"):\n        file.write_text("")\n        file.read_text()\n`,
    );
    await success();
  });

  it('sees what workers of pytest-xdist and forked processes read', async () => {
    workspace.write(
      reading,
      `import os\n${readsOf('data/prices.json')}\n\ndef test_fork() -> None:\n    pid = os.fork()\n    if pid == 0:\n        (ROOT / "data/a [b].json").read_text()\n        os._exit(0)\n    os.waitpid(pid, 0)\n`,
    );
    workspace.append(
      'libs/models/pyproject.toml',
      '\n[tool.nx-signal.targets."test:unit"]\nargs = ["-n", "2"]\n',
    );
    expect(await failure()).toContain('  data/a [b].json\n  data/prices.json\n');
  });

  it('works without plugins that pytest finds by itself', async () => {
    workspace.write(reading, readsOf('data/prices.json'));
    workspace.append(
      'libs/models/pyproject.toml',
      '\n[tool.nx-signal.targets."test:unit"]\nenv = ["PYTEST_DISABLE_PLUGIN_AUTOLOAD", "PYTEST_ADDOPTS"]\n',
    );
    const { exitCode, output } = await workspace.nx(['run', task], {
      env: { PYTEST_DISABLE_PLUGIN_AUTOLOAD: '1', PYTEST_ADDOPTS: '-p no:cacheprovider' },
    });
    expect(exitCode).toBe(1);
    expect(output).toContain('\n  data/prices.json\n');
  });

  // In front of it stands the folder by which Python programs that a test starts see what the test sees.
  it('leaves sys.path and PYTHONPATH to the project', async () => {
    workspace.write(
      reading,
      'import os\nimport sys\n\n\ndef test_path() -> None:\n    *others, own = os.environ["PYTHONPATH"].split(os.pathsep)\n    assert own == "/somewhere"\n    assert all(path.endswith("/inputs/children") for path in others)\n    assert not any("@nx-signal" in entry for entry in sys.path[:-1])\n',
    );
    workspace.append(
      'libs/models/pyproject.toml',
      '\n[tool.nx-signal.targets."test:unit"]\nenv = ["PYTHONPATH"]\n',
    );
    const { exitCode, output } = await workspace.nx(['run', task], {
      env: { PYTHONPATH: '/somewhere' },
    });
    expect(exitCode, output).toBe(0);
  });

  it('shows failed tests as ever, before the undeclared reads', async () => {
    workspace.write(reading, `${readsOf('data/prices.json')}    assert 1 == 2\n`);
    const output = await failure();
    expect(output).toContain('assert 1 == 2');
    expect(output).toMatch(/1 failed[\s\S]*error \[INPUTS_UNDECLARED\]/);
  });

  it('does not trust a run that ended before pytest could', async () => {
    workspace.write(reading, 'import os\n\n\ndef test_end() -> None:\n    os._exit(0)\n');
    expect(await failure()).toContain(`error [INPUTS_UNVERIFIED]: ${task} ended without`);
  });

  it('warns or keeps silent if a project says so', async () => {
    workspace.write(reading, readsOf('data/prices.json'));
    const manifest = workspace.read('libs/models/pyproject.toml');
    workspace.append('libs/models/pyproject.toml', '\n[tool.nx-signal]\nverifyInputs = "warn"\n');
    const { exitCode, output } = await run();
    expect(exitCode, output).toBe(0);
    expect(output).toContain(`warning [INPUTS_UNDECLARED]: ${task} read a file`);
    expect(output).toContain('inputs = ["{workspaceRoot}/data/prices.json"]');
    workspace.write(
      'libs/models/pyproject.toml',
      `${manifest}\n[tool.nx-signal]\nverifyInputs = "off"\n`,
    );
    await success();
  });

  it('tells the projects of one batch apart', async () => {
    workspace.write(reading, readsOf('data/prices.json'));
    const { exitCode, output, tasks } = await workspace.nx(['run-many', '-t', 'test:unit']);
    expect(exitCode, output).toBe(1);
    expect(output.match(/INPUTS_UNDECLARED/g)).toHaveLength(1);
    expect(output).toContain('\n  data/prices.json\n');
    expect(tasks[task]).toBe('failed');
    expect(tasks['base:test:unit']).not.toBe('failed');
  });

  it('works for a task of its own process, too', async () => {
    workspace.write(reading, readsOf('data/prices.json'));
    expect(await failure('--batch=false')).toContain('\n  data/prices.json\n');
  });
});

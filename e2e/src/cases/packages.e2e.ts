import { execa } from 'execa';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createPythonWorkspace, lock } from '../harness/python-workspace.js';
import type { Workspace } from '../harness/workspace.js';

/**
 * Makes wheels: a pytest plugin that its metadata does not show, and a library that uses what it finds,
 * by import and by entry points.
 */
const wheels = `
import zipfile

PLUGIN = "import pytest\\n\\n\\ndef pytest_runtest_call(item):\\n    pytest.fail('the new version of a plugin')\\n"
FINDER = """
from importlib.metadata import PackageNotFoundError, entry_points, version
from importlib.util import find_spec

try:
    import idna
except ImportError:
    idna = None

try:
    VERSION = version("idna")
except PackageNotFoundError:
    VERSION = None

SPEC = find_spec("idna")
ANIMALS = [one.name for one in entry_points(group="animals")]
"""
WHEELS = [
    ("quiet_plug", "1.0", "", "[pytest11]\\nquiet = quiet_plug\\n"),
    ("quiet_plug", "2.0", PLUGIN, "[pytest11]\\nquiet = quiet_plug\\n"),
    ("zoo", "1.0", "", "[animals]\\ncat = zoo\\n"),
    ("finder", "1.0", FINDER, ""),
]
for name, version, body, entries in WHEELS:
    info = f"{name}-{version}.dist-info"
    with zipfile.ZipFile(f"wheels/{name}-{version}-py3-none-any.whl", "w") as wheel:
        wheel.writestr(f"{name}.py", body)
        wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\\nName: {name}\\nVersion: {version}\\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\\nGenerator: e2e\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr(f"{info}/entry_points.txt", entries)
        wheel.writestr(f"{info}/RECORD", "")
`;

const source = (name: string, version = '1.0') =>
  `${name} = { path = "../../wheels/${name.replace('-', '_')}-${version}-py3-none-any.whl" }`;

const task = 'labels:test:unit';
const tests = 'libs/labels/tests/unit/test_labels.py';
const importing =
  'import idna\n\n\ndef test_version() -> None:\n    assert idna.__version__ == "3.6"\n';

describe('distributions that only a neighbour depends on', () => {
  let workspace: Workspace;

  beforeAll(async () => {
    workspace = await createPythonWorkspace({
      projects: {
        core: {
          dependencies: ['idna==3.6', 'quiet-plug', 'zoo', 'pytest-mock'],
          pyproject: `[tool.uv.sources]\n${source('quiet-plug')}\n${source('zoo')}\n`,
        },
        labels: {
          dependencies: ['finder', 'pytest-xdist'],
          pyproject: `[tool.uv.sources]\n${source('finder')}\n`,
        },
      },
      files: { 'wheels/make.py': wheels },
      unlocked: true,
    });
    await execa('uv', ['run', '-q', '--no-project', 'python', 'wheels/make.py'], {
      cwd: workspace.root,
    });
    await lock(workspace);
    // A first run makes the environment, in which the others need not wait for it.
    const { exitCode, output } = await workspace.nx(['run-many', '-t', 'test:unit']);
    expect(exitCode, output).toBe(0);
  });
  afterEach(() => workspace.reset());
  afterAll(() => workspace.dispose());

  /** Not committed, so that the next test starts from the lock that was there. */
  const relock = () => execa('uv', ['lock', '--quiet'], { cwd: workspace.root });

  async function failure(): Promise<string> {
    const { exitCode, output } = await workspace.nx(['run', task]);
    expect(exitCode, output).toBe(1);
    return output;
  }

  it('fails a test that imports one, with the place and what declares it', async () => {
    workspace.write(tests, importing);
    const output = await failure();
    expect(output).toContain("ModuleNotFoundError: No module named 'idna'");
    expect(output).toContain(
      [
        `error [PACKAGE_UNDECLARED]: ${task} needs a distribution outside the dependencies of labels:`,
        '  idna',
        `    ${tests}:1 imports idna`,
        '',
        'hint: declare the imported packages:',
        '  uv add --package labels --group dev idna',
        '',
      ].join('\n'),
    );
    const check = await workspace.nx(['sync:check']);
    expect(check.exitCode, check.output).toBe(1);
    expect(check.output).toContain(
      'libs/labels/pyproject.toml: add "idna" to dependency-groups.dev',
    );
    expect(check.output).toContain(`imported at ${tests}:1`);
    const sync = await workspace.nx(['sync']);
    expect(sync.exitCode, sync.output).toBe(0);
    const declared = await workspace.nx(['run', task]);
    expect(declared.exitCode, declared.output).toBe(0);
  });

  it('says the same of a run among others, and of a worker of pytest-xdist', async () => {
    workspace.write(tests, importing);
    const { exitCode, output, tasks } = await workspace.nx(['run-many', '-t', 'test:unit']);
    expect(exitCode).toBe(1);
    expect(output).toContain(`    ${tests}:1 imports idna\n`);
    expect(tasks['core:test:unit']).toBe('cached');
    const args = '[tool.nx-signal.targets."test:unit"]\nargs = ["-n", "2"]\n';
    workspace.append('libs/labels/pyproject.toml', `\n${args}`);
    const workers = await failure();
    expect(workers).toContain('2 workers');
    expect(workers).toContain(`    ${tests}:1 imports idna\n`);
  });

  it('says the same of a Python program that a test starts', async () => {
    workspace.write('libs/labels/src/labels/__main__.py', 'import idna\n\nprint(idna)\n');
    workspace.write(
      tests,
      'import subprocess\nimport sys\n\n\ndef test_program() -> None:\n    subprocess.run([sys.executable, "-m", "labels"], check=True)\n',
    );
    expect(await failure()).toContain('    libs/labels/src/labels/__main__.py:1 imports idna\n');
  });

  it('asks for a dependency of the product where that imports it, in types as well', async () => {
    workspace.write('libs/labels/src/labels/__init__.py', 'import idna\n\nNAME = "labels"\n');
    const types = await workspace.nx(['run', 'labels:typecheck']);
    expect(types.exitCode, types.output).toBe(1);
    expect(types.output).toContain('error [PACKAGE_UNDECLARED]: labels:typecheck needs');
    const output = await failure();
    expect(output).toContain('    libs/labels/src/labels/__init__.py:1 imports idna\n');
    expect(output).toContain('\n  uv add --package labels idna\n');
  });

  it('is as in an environment of its own for code that goes on without', async () => {
    workspace.write(
      tests,
      [
        'import subprocess',
        'import sys',
        'from importlib.metadata import distributions',
        '',
        'import finder',
        'import pytest',
        '',
        'try:',
        '    import idna',
        'except ImportError:',
        '    idna = None',
        '',
        '',
        'def test_without() -> None:',
        '    assert idna is finder.idna is finder.VERSION is finder.SPEC is None',
        '    assert finder.ANIMALS == []',
        '    assert "zoo" not in {one.metadata["Name"] for one in distributions()}',
        '',
        '',
        'def test_child() -> None:',
        '    code = "import finder as f; assert f.idna is f.VERSION is f.SPEC is None"',
        '    subprocess.run([sys.executable, "-c", code], check=True)',
        '',
        '',
        'def test_plugins(pytestconfig: pytest.Config) -> None:',
        '    plugins = pytestconfig.pluginmanager',
        '    assert plugins.has_plugin("xdist")',
        '    assert not plugins.has_plugin("quiet") and not plugins.has_plugin("pytest_mock")',
        '',
      ].join('\n'),
    );
    // Alone, and in a process that imported libraries for several.
    workspace.append('libs/core/src/core/__init__.py', '\n');
    for (const args of [
      ['run', task],
      ['run-many', '-t', 'test:unit', '--skip-nx-cache'],
    ]) {
      const { exitCode, output } = await workspace.nx(args);
      expect(exitCode, output).toBe(0);
      expect(output).not.toContain('PACKAGE_');
    }
  });

  it('names the plugins that were kept out where a fixture is missing', async () => {
    workspace.write(tests, 'def test_mock(mocker: object) -> None:\n    assert mocker\n');
    const output = await failure();
    expect(output).toContain("fixture 'mocker' not found");
    expect(output).toMatch(/error \[PACKAGE_UNDECLARED\].*pytest-mock, quiet-plug/);
  });

  it('finds a module of the project where a neighbour has one of that name', async () => {
    workspace.write('libs/labels/tests/unit/idna.py', '__version__ = "3.6"\n');
    workspace.write(tests, importing);
    const { exitCode, output } = await workspace.nx(['run', task]);
    expect(exitCode, output).toBe(0);
  });

  it('with `warn` tells the use of one, and any change of the lock runs the tests again', async () => {
    workspace.append('libs/labels/pyproject.toml', '\n[tool.nx-signal]\nverifyInputs = "warn"\n');
    workspace.write(tests, importing);
    const { exitCode, output } = await workspace.nx(['run', task]);
    expect(exitCode, output).toBe(0);
    expect(output).toContain('warning [PACKAGE_UNDECLARED]');
    expect((await workspace.nx(['run', task])).tasks[task]).toBe('cached');
    workspace.replace('libs/core/pyproject.toml', 'idna==3.6', 'idna==3.7');
    await relock();
    expect(await failure()).toContain("assert '3.7' == '3.6'");
  });

  it('has a plugin in the hash of those alone that depend on it', async () => {
    const before = await workspace.nx(['run-many', '-t', 'test:unit']);
    expect(before.exitCode, before.output).toBe(0);
    workspace.replace('libs/core/pyproject.toml', 'quiet_plug-1.0', 'quiet_plug-2.0');
    await relock();
    const { exitCode, tasks } = await workspace.nx(['run-many', '-t', 'test:unit']);
    expect(exitCode).toBe(1);
    expect(tasks[task]).toBe('cached');
    const anew = await workspace.nx(['run', task, '--skip-nx-cache']);
    expect(anew.exitCode, anew.output).toBe(0);
  });
});

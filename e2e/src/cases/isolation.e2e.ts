import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPythonWorkspace, rootManifest } from '../harness/python-workspace.js';
import { Workspace } from '../harness/workspace.js';

const test = (name: string, body: string) => `def test_${name}() -> None:\n    ${body}\n`;
const unused = (name: string) => ({ [`src/${name}/unused.py`]: 'import os\n\nX = 1\n' });

/** What a tool finds only if nothing but what was hashed steers it. */
const projects = {
  selected: { files: { 'tests/unit/test_no.py': test('no', 'raise AssertionError') } },
  asserting: {
    files: {
      'src/asserting/helper.py': 'def check() -> None:\n    assert not __debug__\n',
      'tests/unit/test_check.py': `from asserting.helper import check\n\n\n${test('check', 'check()')}`,
    },
  },
  importing: {
    files: {
      'tests/unit/test_only_here.py': `import only_here\n\n\n${test('it', 'assert only_here.X')}`,
    },
  },
  linted: { files: unused('linted') },
  ignored: { files: { 'src/ignored/left_out.py': 'import os\n\nX = 1\n' } },
  declared: {
    files: {
      'tests/unit/test_optimised.py': test('optimised', 'if __debug__:\n        raise ValueError'),
    },
    pyproject: '[tool.nx-signal.targets."test:unit"]\nenv = ["PYTHONOPTIMIZE"]\n',
  },
  keeping: {
    files: {
      'tests/unit/test_kept.py': [
        'import os',
        'from unittest.mock import patch',
        '',
        'import pytest',
        '',
        'os.environ.pop("RATE_TABLE", None)',
        '',
        '',
        'def run(env: dict[str, str | None]) -> None:',
        '    before = {name: os.environ.get(name) for name in env}',
        '    for name, value in env.items():',
        '        if value is not None:',
        '            os.environ[name] = value',
        '    for name, value in before.items():',
        '        if value is None:',
        '            del os.environ[name]',
        '        else:',
        '            os.environ[name] = value',
        '',
        '',
        'def test_kept(monkeypatch: pytest.MonkeyPatch) -> None:',
        '    monkeypatch.delenv("RATE_TABLE", raising=False)',
        '    monkeypatch.setenv("CI", "no")',
        '    run({**os.environ, "DOCKER_HOST": "none", "RATE_TABLE": "steep"})',
        '    with patch.dict(os.environ, RATE_TABLE="steep"):',
        '        assert os.environ["RATE_TABLE"] == "steep"',
        '',
        '',
        'def test_all() -> None:',
        '    everything = {name: os.environ[name] for name in sorted(os.environ)}',
        '    assert "PATH" in everything',
        '',
      ].join('\n'),
    },
  },
  rates: {
    files: {
      'src/rates/table.py':
        'import os\n\n\ndef table() -> str:\n    return os.environ.get("RATE_TABLE", "flat")\n',
      'tests/unit/test_table.py': `import os\n\nfrom rates.table import table\n\n\n${test('table', 'everything = dict(os.environ)\n    assert everything\n    assert table() == "flat"')}`,
    },
  },
};

/** Variables that nobody asks for by name in code of the workspace. */
const indirect = {
  levels: {
    dependencies: ['python-decouple==3.8'],
    files: {
      'tests/unit/test_level.py': [
        'import os',
        'import subprocess',
        'import sys',
        '',
        'from decouple import config',
        '',
        'NAME = chr(76) + chr(86)',
        'CODE = "import os; print(os.environ.get(chr(76) + chr(86), chr(48)))"',
        '',
        '',
        'def test_level() -> None:',
        '    assert dict(os.environ).get(NAME, "0") == "0"',
        '    assert config(NAME, default="0") == "0"',
        '    assert subprocess.check_output([sys.executable, "-c", CODE], text=True) == "0\\n"',
        '',
      ].join('\n'),
    },
  },
  named: {
    dependencies: ['python-decouple==3.8'],
    files: {
      'src/named/level.py':
        'from decouple import config\n\n\ndef level() -> str:\n    return config("LV", default="0")\n',
      'tests/unit/test_level.py': `from named.level import level\n\n\n${test('level', 'assert level() == "0"')}`,
    },
  },
  needing: {
    dependencies: ['python-decouple==3.8'],
    files: {
      'tests/unit/test_level.py': `from decouple import config\n\n\n${test('level', 'assert config(chr(76) + chr(86)) == "1"')}`,
    },
  },
};

const root = rootManifest('', ['pytest==9.2.0', 'ruff==0.17.6']);

let workspace: Workspace;
beforeAll(async () => {
  workspace = await createPythonWorkspace({
    projects: { ...projects, ...indirect },
    files: {
      'pyproject.toml': root,
      '.gitignore': 'node_modules\n.nx\n.venv\ndist\n__pycache__\nshell\n',
      'shell/modules/only_here.py': 'X = 1\n',
      'shell/account/ruff/ruff.toml': 'lint.ignore = ["F401"]\n',
      'shell/account/git/ignore': 'left_out.py\n',
    },
  });
});
afterAll(() => workspace.dispose());

describe('what is in no hash does not reach the tools', () => {
  const steering = () => ({
    PYTEST_ADDOPTS: '-k name',
    PYTHONOPTIMIZE: '1',
    PYTHONPATH: join(workspace.root, 'shell/modules'),
    XDG_CONFIG_HOME: join(workspace.root, 'shell/account'),
  });
  const red = {
    'selected:test:unit': 'failed',
    'asserting:test:unit': 'failed',
    'importing:test:unit': 'failed',
    'linted:lint': 'failed',
    'ignored:lint': 'failed',
  };

  it('variables and settings of the account change nothing, but for what is declared', async () => {
    const { tasks, output } = await workspace.nx(
      ['run-many', '-t', 'lint', 'test:unit', '-p', ...Object.keys(projects).slice(0, 6)],
      { env: steering() },
    );
    expect(tasks).toMatchObject({
      ...red,
      'declared:test:unit': 'ran',
      'linted:test:unit': 'ran',
      'selected:lint': 'ran',
    });
    expect(output).toContain("No module named 'only_here'");
  });

  it('a task by itself is no other', async () => {
    const names = ['selected', 'asserting', 'importing', 'ignored', 'declared'];
    const { tasks } = await workspace.nx(
      ['run-many', '-t', 'lint', 'test:unit', '-p', ...names, '--batch=false', '--skip-nx-cache'],
      { env: steering() },
    );
    const { 'linted:lint': _, ...others } = red;
    expect(tasks).toMatchObject({ ...others, 'declared:test:unit': 'ran' });
  });
});

describe('variables that code of the workspace asks for', () => {
  const run = (env: Record<string, string>) => workspace.nx(['run', 'rates:test:unit'], { env });

  it('are named with the line that reads them and those that declare them', async () => {
    const { tasks, output } = await run({ RATE_TABLE: 'flat' });
    expect(tasks).toEqual({ 'rates:test:unit': 'failed' });
    expect(output).toContain('[INPUTS_UNDECLARED]: rates:test:unit read a variable');
    expect(output).toContain(
      'RATE_TABLE (libs/rates/src/rates/table.py:5 reads the variable, which was hidden from it)',
    );
    expect(output).toContain('env = ["RATE_TABLE"]');
  });

  it('are not those that a test only keeps to put them back, takes away, or has with all others', async () => {
    const env = { RATE_TABLE: 'flat', DOCKER_HOST: 'unix:///none', CI: 'true' };
    const { exitCode, output } = await workspace.nx(['run', 'keeping:test:unit'], { env });
    expect(exitCode, output).toBe(0);
  });

  it('are part of the hash once they are declared', async () => {
    const { output } = await workspace.nxSignal(['accept-inputs', 'rates:test:unit']);
    expect(output).toContain('env RATE_TABLE');
    expect(workspace.read('libs/rates/pyproject.toml')).toContain('env = ["RATE_TABLE"]');
    const outcome = async (env: Record<string, string>) =>
      (await run(env)).tasks['rates:test:unit'];
    expect(await outcome({ RATE_TABLE: 'flat' })).toBe('ran');
    expect(await outcome({ RATE_TABLE: 'steep' })).toBe('failed');
    expect(await outcome({})).toBe('ran');
    expect(await outcome({ RATE_TABLE: 'flat' })).toBe('cached');
  });

  it.each([
    { how: 'in a batch', args: [] },
    { how: 'by itself', args: ['--batch=false'] },
  ])('are those of the .env files that Nx hashes, $how', async ({ args }) => {
    const [own, common] = ['libs/rates/.env', '.env'];
    const outcome = async (ofProject: string, ofRoot: string) => {
      workspace.write(own, ofProject);
      workspace.write(common, ofRoot);
      // Two, since a batch has one process for both.
      const tasks = ['run-many', '-t', 'test:unit', '-p', 'rates', 'keeping'];
      return (await workspace.nx([...tasks, ...args])).tasks['rates:test:unit'];
    };
    expect(await outcome('RATE_TABLE=steep\n', '')).toBe('failed');
    expect(await outcome('RATE_TABLE=flat\n', 'RATE_TABLE=steep\n')).toMatch(/ran|cached/);
    expect(await outcome('RATE_TABLE=steep\n', 'RATE_TABLE=flat\n')).toBe('failed');
    expect(await outcome('', 'RATE_TABLE=steep\n')).toBe('failed');
    expect(await outcome('', '')).toMatch(/ran|cached/);
    for (const file of [own, common]) workspace.remove(file);
  });
});

describe('variables that libraries and child programs ask for', () => {
  const run = (names: string[], ...args: string[]) =>
    workspace.nx(['run-many', '-t', 'test:unit', '-p', ...names, ...args], { env: { LV: '1' } });

  it('are kept from all of them', async () => {
    const { tasks, output } = await workspace.nx(['run', 'levels:test:unit']);
    expect(tasks, output).toEqual({ 'levels:test:unit': 'ran' });
    expect((await run(['levels'])).tasks).toEqual({ 'levels:test:unit': 'cached' });
    for (const args of [['--skip-nx-cache'], ['--skip-nx-cache', '--batch=false']]) {
      const again = await run(['levels'], ...args);
      expect(again.tasks, again.output).toEqual({ 'levels:test:unit': 'ran' });
    }
  });

  it('are told where own code gives a library the name, or a test fails without', async () => {
    const { tasks, output } = await run(['named', 'needing']);
    expect(tasks).toEqual({ 'named:test:unit': 'failed', 'needing:test:unit': 'failed' });
    expect(output).toContain('LV (libs/named/src/named/level.py:5 reads the variable');
    expect(output).toContain('needing:test:unit ran without variables that no input declares: LV.');
  });
});

describe('settings above the workspace', () => {
  let top: Workspace;
  let nested: Workspace;
  const above = (folder: string) => ({
    write: () => {
      writeFileSync(join(top.root, folder, 'ruff.toml'), '[lint]\nignore = ["F401"]\n');
      writeFileSync(join(top.root, folder, 'pytest.ini'), '[pytest]\naddopts = -k name\n');
    },
    remove: () => {
      for (const file of ['ruff.toml', 'pytest.ini']) rmSync(join(top.root, folder, file));
    },
  });
  const run = () => nested.nx(['run-many', '-t', 'lint', 'test:unit', '-p', 'linted']);

  beforeAll(async () => {
    top = await createPythonWorkspace({
      projects: { linted: { files: { ...unused('linted'), ...projects.selected.files } } },
      // It is moved before it is used, and an environment cannot be.
      fresh: true,
      files: { 'pyproject.toml': root },
    });
    const entries = readdirSync(top.root);
    mkdirSync(join(top.root, 'repository', 'py'), { recursive: true });
    for (const entry of entries) {
      const to = entry === '.git' ? 'repository' : 'repository/py';
      renameSync(join(top.root, entry), join(top.root, to, entry));
    }
    nested = Workspace.open(join(top.root, 'repository', 'py'));
    await execa('git', ['add', '--all'], { cwd: join(top.root, 'repository') });
    await nested.commit('nested');
  });
  afterAll(() => top.dispose());

  it('and above the repository are not followed', async () => {
    above('.').write();
    const { tasks, output } = await run();
    expect(tasks).toEqual({ 'linted:lint': 'failed', 'linted:test:unit': 'failed' });
    expect(output).toContain('[SETTINGS_OUTSIDE]: ruff has no settings in this workspace');
    expect(output).toContain('1 failed');
    above('.').remove();
  });

  it('leave no green behind once they are gone', async () => {
    above('repository').write();
    await nested.commit('settings above');
    await run();
    above('repository').remove();
    await nested.commit('no settings above');
    const { tasks, output } = await run();
    expect(tasks).toEqual({ 'linted:lint': 'failed', 'linted:test:unit': 'failed' });
    expect(output).toContain('F401');
  });
});

import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createPythonWorkspace, rootManifest } from '../harness/python-workspace.js';
import { Workspace } from '../harness/workspace.js';

const plugin = (finding: string) =>
  [
    'from mypy.plugin import FunctionContext, Plugin',
    'from mypy.types import Type',
    '',
    '',
    'class Checks(Plugin):',
    '    def get_function_hook(self, fullname: str):  # type: ignore[no-untyped-def]',
    '        return self.rate if fullname == "core.rates.rate" else None',
    '',
    '    def rate(self, ctx: FunctionContext) -> Type:',
    finding,
    '        return ctx.default_return_type',
    '',
    '',
    'def plugin(version: str) -> type[Plugin]:',
    '    return Checks',
    '',
  ].join('\n');
const harmless = '        assert ctx';
const strict = '        ctx.api.fail("rates are forbidden", ctx.context)';

describe('what settings name is in the hash', () => {
  let workspace: Workspace;

  beforeAll(async () => {
    workspace = await createPythonWorkspace({
      projects: {
        core: {
          files: {
            'src/core/rates.py': 'def rate() -> int:\n    return 1\n',
            'src/core/uses.py': 'from core.rates import rate\n\nRATE = rate()\n',
            'tests/ruff.toml': 'extend = "../../../conf/tests.toml"\n',
            'tests/unit/test_sum.py': 'def test_sum() -> None:\n    l = 1 + 1\n    assert l == 2\n',
          },
        },
        strict: {
          files: {
            'src/strict/size.py': 'def size(x: int) -> int:\n    l = x + x\n    return l\n',
          },
          pyproject: '[tool.nx-signal.targets.lint]\nargs = ["--config", "ruff-strict.toml"]\n',
        },
        names: {
          files: {
            'src/names/uses.py': 'import docker\nimport yaml\n\n__all__ = ["docker", "yaml"]\n',
          },
        },
        devtools: { files: { 'src/devtools/checks.py': plugin(harmless) } },
      },
      files: {
        'pyproject.toml': rootManifest(
          '[tool.ruff.lint]\nselect = ["F", "I"]\n\n[tool.mypy]\nplugins = ["devtools.checks"]\n',
        ),
        'ruff-strict.toml': 'extend = "conf/strict.toml"\n',
        'conf/strict.toml': '[lint]\nselect = ["F"]\n',
        'conf/tests.toml': 'extend = "more/tests.toml"\n',
        'conf/more/tests.toml': '[lint]\nselect = ["F"]\n',
      },
    });
    expect(await states('lint', 'core', 'strict', 'names')).toEqual({
      'core:lint': 'ran',
      'strict:lint': 'ran',
      'names:lint': 'ran',
    });
  });
  afterEach(() => workspace.reset());
  afterAll(() => workspace.dispose());

  let output = '';
  async function states(target: string, ...projects: string[]): Promise<Record<string, string>> {
    const run = await workspace.nx(['run-many', '-t', target, '-p', ...projects]);
    output = run.output;
    return run.tasks;
  }

  async function selected(): Promise<string[]> {
    const { tasks } = await workspace.nx(['affected', '-t', 'lint', '--base=HEAD']);
    return Object.keys(tasks).sort();
  }

  it('ruff’s extend in a sub-folder of a project, link by link', async () => {
    workspace.write('conf/more/tests.toml', '[lint]\nselect = ["E", "F"]\n');
    expect(await selected()).toContain('core:lint');
    expect(await states('lint', 'core'), output).toEqual({ 'core:lint': 'failed' });
    expect(output).toContain('E741');
  });

  it('settings that args name, and what they extend', async () => {
    workspace.write('ruff-strict.toml', '[lint]\nselect = ["E", "F"]\n');
    expect(await states('lint', 'strict', 'names'), output).toEqual({
      'strict:lint': 'failed',
      'names:lint': 'cached',
    });
    expect(output).toContain('E741');
    await workspace.restore();
    workspace.write('conf/strict.toml', '[lint]\nselect = ["E", "F"]\n');
    // The others in vain: the file is the one that stands for the folder `conf`, a name that ruff may go by.
    expect(await selected()).toContain('strict:lint');
    expect(await states('lint', 'strict'), output).toEqual({ 'strict:lint': 'failed' });
  });

  it.each(['dist/ruff.toml', '../ruff.toml', '/etc/ruff.toml'])(
    'args that name %s are refused, for their target alone',
    async (path) => {
      workspace.write('dist/ruff.toml', '');
      workspace.replace('libs/strict/pyproject.toml', 'ruff-strict.toml', path);
      expect(await states('lint', 'strict', 'names'), output).toEqual({
        'strict:lint': 'failed',
        'names:lint': 'cached',
      });
      expect(output).toContain('error [ARGUMENT_UNHASHED]: `args` names ');
      expect(output).toContain('libs/strict/pyproject.toml:');
      expect(output).toContain('(tool.nx-signal.targets.lint.args)');
    },
  );

  it('args that stand outside of our options are refused where they name what is no input', async () => {
    const options = { args: ['--config', 'ruff-strict.toml'] };
    workspace.write('libs/names/project.json', JSON.stringify({ targets: { lint: { options } } }));
    expect(await states('lint', 'strict', 'names'), output).toEqual({
      'strict:lint': 'cached',
      'names:lint': 'failed',
    });
    expect(output).toContain('error [ARGUMENT_UNHASHED]: `args` of names:lint');
    expect(output).toContain('at libs/names/project.json:1 (targets.lint.options.args)');
    workspace.remove('libs/names/project.json');
    const typed = ['-p', 'names', '--args=--config=ruff-strict.toml'];
    const run = await workspace.nx(['run-many', '-t', 'lint', ...typed]);
    expect(run.output).toContain('error [ARGUMENT_UNHASHED]: `args` of names:lint');
  });

  it('what an earlier run has kept does not choose tests, unless somebody types so', async () => {
    workspace.append('libs/core/pyproject.toml', '\n[tool.pytest.ini_options]\naddopts = "--lf"\n');
    const file = 'libs/core/tests/unit/test_two.py';
    const write = (one: string, two: string) =>
      workspace.write(
        file,
        `def test_one() -> None:\n    ${one}\n\n\ndef test_two() -> None:\n    ${two}\n`,
      );
    write('raise OSError', 'pass');
    expect(await states('test:unit', 'core'), output).toEqual({ 'core:test:unit': 'failed' });
    write('pass', 'raise OSError');
    const typed = await workspace.nx(['run', 'core:test:unit', '--', '--lf']);
    expect(typed.output).toContain('1 passed');
    expect(await states('test:unit', 'core'), output).toEqual({ 'core:test:unit': 'failed' });
  });

  it('arguments in a file that args name', async () => {
    workspace.replace('libs/strict/pyproject.toml', '"--config", "ruff-strict.toml"', '"@strict"');
    workspace.write('strict', '--config=ruff-strict.toml\n');
    expect(await states('lint', 'strict'), output).toEqual({ 'strict:lint': 'ran' });
    workspace.write('conf/strict.toml', '[lint]\nselect = ["E", "F"]\n');
    expect(await states('lint', 'strict'), output).toEqual({ 'strict:lint': 'failed' });
    expect(output).toContain('E741');
  });

  it('settings that git ignores are refused', async () => {
    workspace.write('libs/names/.gitignore', 'ruff.toml\n');
    workspace.write('libs/names/ruff.toml', '[lint]\nselect = ["F"]\n');
    for (const more of [[], ['--batch=false']]) {
      const { tasks, output } = await workspace.nx(['run', 'names:lint', ...more]);
      expect(tasks, output).toEqual({ 'names:lint': 'failed' });
      expect(output).toContain('error [SETTINGS_IGNORED]');
      expect(output).toContain('at libs/names/ruff.toml');
    }
    workspace.remove('libs/names/ruff.toml');
    expect(await states('lint', 'names'), output).toEqual({ 'names:lint': 'ran' });
  });

  it.each(['docker/healthcheck.py', 'docker/compose.yml', 'docker.py'])(
    'the names beside the settings: %s makes an import first party',
    async (file) => {
      workspace.write(file, '');
      expect(await selected()).toContain('names:lint');
      expect(await states('lint', 'names', 'strict'), output).toMatchObject({
        'names:lint': 'failed',
      });
      expect(output).toContain('I001');
      workspace.remove(file.split('/')[0] ?? file);
      expect(await states('lint', 'names'), output).toEqual({ 'names:lint': 'cached' });
    },
  );

  it.each(['devtools.checks', 'libs/devtools/src/devtools/checks.py'])(
    'a plugin of mypy that is part of a member, named %s',
    async (name) => {
      workspace.replace('pyproject.toml', 'devtools.checks', name);
      expect(await states('typecheck', 'core'), output).toEqual({ 'core:typecheck': 'ran' });
      workspace.write('libs/devtools/src/devtools/checks.py', plugin(strict));
      expect(await states('typecheck', 'core'), output).toEqual({ 'core:typecheck': 'failed' });
      expect(output).toContain('rates are forbidden');
      workspace.write('libs/devtools/src/devtools/checks.py', plugin(harmless));
      expect(await states('typecheck', 'core'), output).toEqual({ 'core:typecheck': 'cached' });
    },
  );
});

describe('settings above a workspace that is a folder of its repository', () => {
  let top: string;
  let workspace: Workspace;

  beforeAll(async () => {
    const made = await createPythonWorkspace({
      // It is moved before it is used, and an environment cannot be.
      fresh: true,
      projects: {
        core: {
          files: {
            'src/core/unused.py': 'import os\n\nX = 1\n',
            'tests/unit/test_no.py': 'def test_no() -> None:\n    assert False\n',
          },
        },
      },
      files: { 'pyproject.toml': rootManifest() },
    });
    top = mkdtempSync(join(tmpdir(), 'nx-signal-e2e-'));
    renameSync(made.root, join(top, 'py'));
    workspace = Workspace.open(join(top, 'py'));
    workspace.remove('.git');
    await workspace.run('git', ['-C', top, 'init', '--quiet', '--initial-branch=main']);
    workspace.write('../ruff.toml', 'extend = "shared/ruff.toml"\n');
    workspace.write('../shared/ruff.toml', lax);
    workspace.write('../pytest.ini', quiet);
    await workspace.commit('above');
  });
  afterAll(() => rmSync(top, { recursive: true, force: true }));

  const lax = '[lint]\nignore = ["F401"]\n';
  const quiet = '[pytest]\naddopts = -k name\n';

  async function states(): Promise<Record<string, string>> {
    const { tasks } = await workspace.nx(['run-many', '-t', 'lint', 'test:unit']);
    return tasks;
  }

  it('moves hashes as settings inside do, and those that it extends', async () => {
    expect(await states()).toEqual({ 'core:lint': 'ran', 'core:test:unit': 'ran' });
    workspace.write('../shared/ruff.toml', '');
    expect(await states()).toEqual({ 'core:lint': 'failed', 'core:test:unit': 'cached' });
    workspace.write('../shared/ruff.toml', lax);
    workspace.remove('../pytest.ini');
    expect(await states()).toEqual({ 'core:lint': 'cached', 'core:test:unit': 'failed' });
    workspace.write('../pytest.ini', quiet);
    workspace.write('../conftest.py', 'assert False, "above"\n');
    // Beside ruff's settings, it is a name that makes imports first party.
    expect(await states()).toEqual({ 'core:lint': 'ran', 'core:test:unit': 'failed' });
    workspace.remove('../conftest.py');
    workspace.write('../.editorconfig', 'root = true\n');
    expect(await states()).toEqual({ 'core:lint': 'cached', 'core:test:unit': 'cached' });
  });
});

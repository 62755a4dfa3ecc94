import { chmodSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPythonWorkspace, lock, rootManifest } from '../harness/python-workspace.js';
import { Workspace } from '../harness/workspace.js';

/** What came of the unit tests of some projects. */
async function testsOf(workspace: Workspace, projects: string, ...more: string[]) {
  return workspace.nx(['run-many', '-t', 'test:unit', '-p', projects, ...more]);
}

const common = {
  'nx.json': JSON.stringify({ plugins: ['@nx-signal/python'], analytics: false }),
  'package.json': JSON.stringify({ name: 'root', private: true }),
  '.gitignore': 'node_modules\n.nx\n.venv\ndist\n__pycache__\n*.egg-info\ngenerated.py\n',
};

const testOf = (expression: string, value: string) => `from lib import ${expression}


def test_it() -> None:
    assert ${expression} == ${value}
`;

const testOfIdna = `import idna


def test_it() -> None:
    assert idna.__version__ == "3.6"
`;

const build = (backend: string, requires: string, more = '') =>
  `\n[build-system]\nrequires = ["${requires}"]\nbuild-backend = "${backend}"\n${more}`;

const project = (name: string, dependencies: string[], more = '') =>
  `[project]\nname = "${name}"\nversion = "0.1.0"\nrequires-python = ">=3.11"\ndependencies = ${JSON.stringify(dependencies)}\n${more}`;

async function uv(workspace: Workspace, ...args: string[]): Promise<void> {
  await execa('uv', args, { cwd: workspace.root });
}

/** Makes the environment of a folder as another manager would. */
async function install(workspace: Workspace, folder: string, ...args: string[]): Promise<void> {
  const environment = join(folder, '.venv');
  if (!workspace.has(environment)) await uv(workspace, 'venv', '--quiet', environment);
  await uv(workspace, 'pip', 'install', '--quiet', '--python', environment, ...args);
}

describe('sources that are built into the environment of uv', () => {
  let workspace: Workspace;
  beforeAll(async () => {
    const source = (more: string) => `\n[tool.uv.sources]\nlib = { ${more} }\n`;
    workspace = await createPythonWorkspace({
      projects: {
        lib: { files: { 'src/lib/__init__.py': 'RATE = 1\n', 'tests/unit/test_lib.py': '' } },
        copied: {
          files: {
            'pyproject.toml': project(
              'copied',
              ['lib'],
              source('workspace = true, editable = false') + build('uv_build', 'uv_build'),
            ),
            'src/copied/__init__.py': '',
            'tests/unit/test_copied.py': testOf('RATE', '1'),
          },
        },
        hooked: {
          files: {
            'pyproject.toml': project(
              'hooked',
              [],
              build(
                'hatchling.build',
                'hatchling',
                '[tool.hatch.build.targets.wheel]\npackages = ["src/hooked"]\n[tool.hatch.build.hooks.custom]\n',
              ),
            ),
            'hatch_build.py': `from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Hook(BuildHookInterface):
    def initialize(self, version, build_data):
        root = Path(self.root)
        text = (root / "schema.json").read_text()
        (root / "src/hooked/generated.py").write_text(f"VALUE = {text}")
`,
            'schema.json': '1\n',
            'src/hooked/__init__.py': 'from hooked.generated import VALUE as VALUE\n',
            'tests/unit/test_hooked.py': testOf('VALUE', '1').replace('lib', 'hooked'),
          },
        },
        setup: {
          files: {
            'pyproject.toml': project(
              'setup',
              [],
              build(
                'setuptools.build_meta',
                'setuptools',
                '[tool.setuptools.packages.find]\nwhere = ["src"]\n',
              ),
            ),
            'setup.py': `from pathlib import Path

from setuptools import setup

Path("src/setup/generated.py").write_text("VALUE = " + Path("values.txt").read_text())
setup()
`,
            'values.txt': '1\n',
            'src/setup/__init__.py': 'from setup.generated import VALUE as VALUE\n',
            'tests/unit/test_setup.py': testOf('VALUE', '1').replace('lib', 'setup'),
          },
        },
      },
      files: {
        '.gitignore': `${common['.gitignore']}.mypy_cache\n.ruff_cache\n`,
        'pyproject.toml': rootManifest('', ['pytest==9.2.0']),
      },
    });
  });
  afterAll(() => workspace.dispose());

  const all = 'copied,hooked,setup';

  it('are there in a new environment', async () => {
    const { exitCode, output } = await testsOf(workspace, all);
    expect(exitCode, output).toBe(0);
  });

  it('are built again when what they are made of changes', async () => {
    workspace.write('libs/lib/src/lib/__init__.py', 'RATE = 2\n');
    workspace.write('libs/hooked/schema.json', '2\n');
    workspace.write('libs/setup/values.txt', '2\n');
    const { tasks, output } = await testsOf(workspace, all);
    for (const name of all.split(',')) expect(tasks[`${name}:test:unit`], output).toBe('failed');
    expect(output.match(/assert 2 == 1/g)?.length).toBeGreaterThanOrEqual(3);
  });

  it('and in a new environment, when what they made is gone, too', async () => {
    await workspace.git('checkout', '--quiet', '.');
    workspace.remove('.venv');
    workspace.remove('libs/hooked/src/hooked/generated.py');
    const { exitCode, output } = await testsOf(workspace, all, '--skipNxCache');
    expect(exitCode, output).toBe(0);
  });

  it('whatever the variables of the shell and other commands have installed', async () => {
    workspace.write('libs/hooked/schema.json', '3\n');
    await uv(workspace, 'sync', '--quiet', '--all-packages', '--reinstall-package', 'hooked');
    expect(workspace.read('libs/hooked/src/hooked/generated.py')).toContain('3');
    workspace.write('libs/hooked/schema.json', '1\n');
    workspace.write('libs/lib/src/lib/__init__.py', 'RATE = 4\n');
    const { tasks, output } = await workspace.nx(
      ['run-many', '-t', 'test:unit', '-p', 'copied,hooked', '--skipNxCache'],
      { env: { UV_NO_EDITABLE: '1' } },
    );
    expect(tasks, output).toMatchObject({
      'copied:test:unit': 'failed',
      'hooked:test:unit': 'ran',
    });
    expect(output).toContain('assert 4 == 1');
  });
});

/** Makes a wheel of the same version in each of two folders. */
const wheels = `
import zipfile

for rate in (1, 2):
    info = "tariff-1.0.dist-info"
    with zipfile.ZipFile(f"wheels/{rate}/tariff-1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr("tariff.py", f"RATE = {rate}\\n")
        wheel.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\\nName: tariff\\nVersion: 1.0\\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\\nGenerator: e2e\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr(f"{info}/RECORD", "")
`;

describe('a package of the same version from another index', () => {
  let workspace: Workspace;
  beforeAll(async () => {
    const index = '[[tool.uv.index]]\nurl = "wheels/1"\nformat = "flat"\n';
    workspace = await createPythonWorkspace({
      projects: {
        alpha: {
          dependencies: ['tariff'],
          files: { 'tests/unit/test_alpha.py': testOf('RATE', '1').replace('lib', 'tariff') },
        },
      },
      files: { 'wheels/make.py': wheels, 'wheels/1/.keep': '', 'wheels/2/.keep': '' },
      unlocked: true,
    });
    workspace.append('pyproject.toml', `\n${index}`);
    await uv(workspace, 'run', '-q', '--no-project', 'python', 'wheels/make.py');
    await lock(workspace);
  });
  afterAll(() => workspace.dispose());

  it('takes the place of the one that is installed', async () => {
    const first = await workspace.nx(['run', 'alpha:test:unit']);
    expect(first.exitCode, first.output).toBe(0);
    workspace.replace('pyproject.toml', 'wheels/1', 'wheels/2');
    await uv(workspace, 'lock', '--quiet');
    const second = await workspace.nx(['run', 'alpha:test:unit']);
    expect(second.output).toContain('assert 2 == 1');
  });
});

describe('a lock that changes while the environment is made', () => {
  let workspace: Workspace;
  beforeAll(async () => {
    workspace = await createPythonWorkspace({
      projects: {
        alpha: { dependencies: ['idna'], files: { 'tests/unit/test_alpha.py': testOfIdna } },
      },
      unlocked: true,
    });
    await uv(workspace, 'lock', '--quiet', '--upgrade-package', 'idna==3.7');
    const next = workspace.read('uv.lock');
    await uv(workspace, 'lock', '--quiet', '--upgrade-package', 'idna==3.6');
    await lock(workspace);
    workspace.write('.nx/next.lock', next);
    const real = (await execa('which', ['uv'])).stdout;
    workspace.write(
      '.nx/bin/uv',
      `#!/bin/sh\n"${real}" "$@"\ncode=$?\n[ "$1" = sync ] && [ -f .nx/next.lock ] && mv .nx/next.lock uv.lock\nexit $code\n`,
    );
    chmodSync(join(workspace.root, '.nx/bin/uv'), 0o755);
  });
  afterAll(() => workspace.dispose());

  it('fails that run, and the next one takes the new lock', async () => {
    const env = { PATH: `${join(workspace.root, '.nx/bin')}:${process.env['PATH']}` };
    const first = await workspace.nx(['run', 'alpha:test:unit'], { env });
    expect(first.output).toContain(
      'error [LOCK_CHANGED]: uv.lock changed after this run had begun',
    );
    const second = await workspace.nx(['run', 'alpha:test:unit'], { env });
    expect(second.output).toContain("assert '3.7' == '3.6'");
    expect(existsSync(join(workspace.root, '.nx/next.lock'))).toBe(false);
  });
});

const poetryLock = (entries: string) =>
  `${entries}\n[metadata]\nlock-version = "2.1"\npython-versions = ">=3.11"\ncontent-hash = "0"\n`;
const poetryEntry = (name: string, version: string, more = '') =>
  `[[package]]\nname = "${name}"\nversion = "${version}"\ndescription = ""\noptional = false\npython-versions = ">=3.11"\ngroups = ["main"]\nfiles = []\n${more}`;
const pdmLock = (version: string) =>
  `[metadata]\ngroups = ["default"]\nlock_version = "4.5.0"\ncontent_hash = "sha256:0"\n\n[[package]]\nname = "idna"\nversion = "${version}"\nrequires_python = ">=3.5"\nsummary = ""\nfiles = []\n`;
const pylock = (version: string) =>
  `lock-version = "1.0"\ncreated-by = "hand"\n\n[[packages]]\nname = "idna"\nversion = "${version}"\n`;

describe('environments that other managers keep', () => {
  let workspace: Workspace;
  beforeAll(async () => {
    const files: Record<string, string> = {};
    for (const name of ['poetry', 'pdm', 'pylock', 'hand']) {
      files[`${name}/pyproject.toml`] = project(name, ['idna']);
      files[`${name}/tests/test_${name}.py`] = testOfIdna;
    }
    workspace = await Workspace.create({
      files: {
        ...common,
        ...files,
        'poetry/poetry.lock': poetryLock(poetryEntry('idna', '3.6')),
        'pdm/pdm.lock': pdmLock('3.6'),
        'pylock/pylock.toml': pylock('3.6'),
        'lib/pyproject.toml': project('lib', [], build('poetry.core.masonry.api', 'poetry-core')),
        'lib/src/lib/__init__.py': 'RATE = 1\n',
        'app/pyproject.toml': `${project('app', ['lib'])}\n[tool.poetry.dependencies]\nlib = { path = "../lib" }\n`,
        'app/poetry.lock': poetryLock(
          poetryEntry('lib', '0.1.0', '[package.source]\ntype = "directory"\nurl = "../lib"\n'),
        ),
        'app/tests/test_app.py': testOf('RATE', '1'),
      },
    });
    for (const name of ['poetry', 'pdm', 'pylock', 'hand'])
      await install(workspace, name, 'pytest==9.2.0', 'idna==3.6');
    await install(workspace, 'app', 'pytest==9.2.0', './lib');
  });
  afterAll(() => workspace.dispose());

  const all = 'poetry,pdm,pylock,hand,app';

  it('are used as they are while they fit, and cached', async () => {
    const first = await testsOf(workspace, all);
    expect(first.exitCode, first.output).toBe(0);
    const again = await testsOf(workspace, all);
    expect(new Set(Object.values(again.tasks)), again.output).toEqual(new Set(['cached']));
  });

  it('are refused when their lock or the sources of a copy moved on', async () => {
    workspace.write('poetry/poetry.lock', poetryLock(poetryEntry('idna', '3.7')));
    workspace.write('pdm/pdm.lock', pdmLock('3.7'));
    workspace.write('pylock/pylock.toml', pylock('3.7'));
    workspace.write('lib/src/lib/__init__.py', 'RATE = 2\n');
    const { output, tasks } = await testsOf(workspace, all);
    expect(tasks['hand:test:unit']).toBe('cached');
    const refused = 'idna: the lock says 3.7, but 3.6 is installed';
    expect(output.split(refused)).toHaveLength(4);
    for (const command of ['poetry install', 'pdm install', 'uv pip sync pylock.toml'])
      expect(output).toContain(`${command}\` in that folder.`);
    expect(output).toContain(
      'lib is installed as a copy that differs from lib/src/lib/__init__.py',
    );
    expect(output).toContain('hint: declare it with `develop = true`');
  });

  it('run once they are installed again, and where no lock says so, too', async () => {
    for (const name of ['poetry', 'pdm', 'pylock', 'hand'])
      await install(workspace, name, 'idna==3.7');
    await install(workspace, 'app', '--reinstall', './lib');
    const { output, tasks } = await testsOf(workspace, all);
    for (const name of all.split(',')) expect(tasks[`${name}:test:unit`], output).toBe('failed');
    expect(output.match(/E +AssertionError: assert '3.7' == '3.6'/g)).toHaveLength(4);
    expect(output).toContain('assert 2 == 1');
  });
});

describe('a lock that git ignores', () => {
  let workspace: Workspace;
  beforeAll(async () => {
    workspace = await Workspace.create({
      files: {
        ...common,
        '.gitignore': `${common['.gitignore']}uv.lock\n`,
        'lib/pyproject.toml': project(
          'lib',
          ['idna'],
          '[dependency-groups]\ndev = ["pytest==9.2.0"]\n',
        ),
        'lib/tests/test_lib.py': testOfIdna,
      },
    });
    await uv(workspace, 'lock', '--quiet', '--project', 'lib', '--upgrade-package', 'idna==3.6');
  });
  afterAll(() => workspace.dispose());

  it('decides all the same, also while the daemon lives', async () => {
    const run = () => workspace.nx(['run', 'lib:test:unit'], { daemon: true });
    expect((await run()).tasks['lib:test:unit']).toBe('ran');
    expect((await run()).tasks['lib:test:unit']).toBe('cached');
    await uv(workspace, 'lock', '--quiet', '--project', 'lib', '--upgrade-package', 'idna==3.7');
    expect((await run()).output).toContain("assert '3.7' == '3.6'");
    await uv(workspace, 'lock', '--quiet', '--project', 'lib', '--upgrade-package', 'idna==3.6');
    expect((await run()).tasks['lib:test:unit']).toBe('cached');
  });
});

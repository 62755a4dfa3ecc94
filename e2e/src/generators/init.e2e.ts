import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { nxVersions } from '../harness/packages.js';
import { type Registry, startRegistry } from '../harness/registry.js';
import { Workspace } from '../harness/workspace.js';

const uvMember = (name: string, dependencies: string, more = '') => `[project]
name = "${name}"
version = "0.1.0"
requires-python = ">=3.11"
dependencies = [${dependencies}]
${more}
[build-system]
requires = ["uv_build>=0.8"]
build-backend = "uv_build"
`;

/** A uv workspace as people have it, with nothing of Node in it. */
const uvRepository = {
  'pyproject.toml':
    '[tool.uv.workspace]\nmembers = ["packages/*"]\n\n[dependency-groups]\ndev = ["mypy>=2.4", "pytest>=9", "ruff>=0.17"]\n',
  Makefile:
    'install:\n\tuv sync --all-packages \\\n\t  --all-extras\n\nlint:\n\tuv run ruff check .\n',
  '.gitignore': '# Mine.\n.venv\n__pycache__\n*.pyc\n',
  'packages/core/pyproject.toml': uvMember(
    'core',
    '',
    '\n[project.optional-dependencies]\nfast = ["sniffio>=1.3"]\n',
  ),
  'packages/core/src/core/__init__.py': 'ANSWER: int = 42\n',
  'packages/core/src/core/py.typed': '',
  'packages/core/src/core/table.py': "TABLE = {'one':1}\n",
  'packages/core/tests/test_core.py':
    'import sniffio\nfrom core import ANSWER\n\n\ndef test_answer() -> None:\n    assert sniffio\n    assert ANSWER == 42\n',
  'packages/web/pyproject.toml': `${uvMember('web', '"core"')}\n[tool.uv.sources]\ncore = { workspace = true }\n`,
  'packages/web/src/web/__init__.py': 'from core import ANSWER\n\n__all__ = ["ANSWER"]\n',
  'packages/web/tests/integration/test_web.py':
    'from web import ANSWER\n\n\ndef test_answer() -> None:\n    assert ANSWER == 42\n',
};

const poetryRepository = {
  'package.json': '{ "name": "client", "private": true }\n',
  'nx.json': '{}\n',
  'pyproject.toml': `[tool.poetry]
name = "client"
version = "1.0.0"
description = ""
authors = []

[tool.poetry.dependencies]
python = "^3.11"
requests = "^2.32"

[tool.poetry.group.dev.dependencies]
pytest = "^9"

[build-system]
requires = ["poetry-core>=2"]
build-backend = "poetry.core.masonry.api"
`,
  'client/__init__.py': '',
  'tests/test_client.py': 'def test_client() -> None:\n    assert True\n',
};

const setupCfgRepository = {
  'package.json': '{ "name": "legacy", "private": true }\n',
  'nx.json': '{}\n',
  'pyproject.toml':
    '[build-system]\nrequires = ["setuptools"]\nbuild-backend = "setuptools.build_meta"\n',
  '.pre-commit-config.yaml':
    'repos:\n- repo: https://example.com/flake8\n  hooks:\n  - id: flake8\n',
  'setup.cfg': '[metadata]\nname = legacy\nversion = 1.0\n\n[options]\npackages = legacy\n',
  'legacy/__init__.py': '',
  'tests/test_legacy.py': 'def test_legacy() -> None:\n    assert True\n',
};

describe('init on a uv workspace without a package.json', () => {
  let registry: Registry;
  let workspace: Workspace;
  beforeAll(async () => {
    registry = await startRegistry();
    workspace = await Workspace.create({ files: uvRepository, bare: true });
    await workspace.run('uv', ['lock', '--quiet']);
    await workspace.commit('lock');
  });
  afterAll(async () => {
    await registry.stop();
    await workspace.dispose();
  });

  const env = () => ({
    ...registry.env,
    NX_DAEMON: 'false',
    NX_NO_CLOUD: 'true',
    NX_TUI: 'false',
    NO_COLOR: '1',
    FORCE_COLOR: '0',
  });

  it('is added with `nx init` and `nx add`, and says what it found', async () => {
    const nx = `nx@${nxVersions.current.nx}`;
    const init = ['--yes', nx, 'init', '--interactive=false', '--nxCloud=skip'];
    const first = await workspace.run('npx', init, env());
    expect(first.exitCode, first.output).toBe(0);
    const { exitCode, output } = await workspace.run('./nx', ['add', '@nx-signal/python'], env());
    expect(exitCode, output).toBe(0);
    expect(output).toContain(
      [
        '  nx.json: registered @nx-signal/python',
        '    "extras": "*", because Makefile:2 installs all extras',
      ].join('\n'),
    );
    expect(output).toContain('Lint checks no formatting in core, web: no settings and no command');
    expect(output).toMatch(/core +packages\/core +mypy +unit \(tests\)/);
    expect(output).toMatch(/web +packages\/web +mypy +integration \(tests\/integration\)/);
    expect(output).toContain('Environment of the root: 2 projects, locked in uv.lock');
    expect(output).toContain('Next: ./nx run-many -t signal');
  });

  it('touches no file of the Python projects, and keeps .gitignore as it was', async () => {
    const { output } = await workspace.run('git', ['diff', '--stat', '--', 'packages', '*.toml']);
    expect(output).toBe('');
    expect(workspace.read('.gitignore')).toMatch(/^# Mine\.\n\.venv\n__pycache__\n\*\.pyc\n/);
    expect(workspace.read('.gitignore').match(/^\.venv/gm)).toHaveLength(1);
    const wrapper = await workspace.run('git', ['check-ignore', '.nx/nxw.js']);
    expect(wrapper.exitCode).toBe(1);
  });

  it('changes nothing the second time', async () => {
    await workspace.commit('nx');
    const { output } = await workspace.run('./nx', ['g', '@nx-signal/python:init'], env());
    expect(output).toContain('Nothing to change.');
    expect((await workspace.run('git', ['status', '--short'])).output).toBe('');
  });

  it('runs the signal, which is what the repository’s own commands do', async () => {
    const { exitCode, output } = await workspace.run('./nx', ['run-many', '-t', 'signal'], env());
    expect(exitCode, output).toBe(0);
    expect(output).toContain('Successfully ran target signal for 2 projects');
  });

  it('says in its hints how it is called here', async () => {
    workspace.append('packages/core/src/core/__init__.py', 'import os\n');
    const { output } = await workspace.run('./nx', ['run', 'core:lint'], env());
    expect(output).toContain('again: ./nx run core:lint');
    const program = './.nx/installation/node_modules/.bin/nx-signal';
    const report = await workspace.run(program, ['report'], env());
    expect(report.output).toContain('core:lint');
  });
});

describe('init', () => {
  let workspace: Workspace;
  afterEach(() => workspace.dispose());

  async function init(files: Record<string, string>): Promise<string> {
    workspace = await Workspace.create({ files });
    const { exitCode, output } = await workspace.nx(['g', '@nx-signal/python:init']);
    expect(exitCode, output).toBe(0);
    const changed = await workspace.run('git', ['status', '--short', '--', ':!node_modules']);
    expect(changed.output.split('\n').sort()).toEqual([
      ' M nx.json',
      '?? .gitignore',
      '?? AGENTS.md',
    ]);
    return output;
  }

  it('on a Poetry project names what is missing, in Poetry’s own command', async () => {
    const output = await init({ ...poetryRepository, 'poetry.lock': poetryLock });
    expect(output).toMatch(/client +\. +none +unit \(tests\)/);
    expect(output).toContain('locked in poetry.lock');
    expect(output).toContain('poetry add --group dev "ruff>=0.17" "mypy>=2.4"');
  });

  it('on a package with setup.cfg finds it, and gives no advice that would break its build', async () => {
    const output = await init(setupCfgRepository);
    expect(output).toMatch(/legacy +\. +none +unit \(tests\)/);
    expect(output).toContain('Next: uv venv, uv pip install -e . ');
    expect(output).not.toContain('[project]');
    expect(output).toContain(
      '"lint": false and "fix": false, because .pre-commit-config.yaml:4 uses flake8, and nothing uses ruff',
    );
    expect(output).not.toContain('"ruff>=');
    const { exitCode, output: shown } = await workspace.nx(['show', 'project', 'legacy', '--json']);
    expect(exitCode, shown).toBe(0);
    expect(Object.keys(JSON.parse(shown).targets)).not.toContain('lint');
  });
});

const poetryLock = `[[package]]
name = "pytest"
version = "9.2.0"
description = ""
optional = false
python-versions = ">=3.9"
groups = ["dev"]
files = []

[metadata]
lock-version = "2.1"
python-versions = "^3.11"
content-hash = "0000000000000000000000000000000000000000000000000000000000000000"
`;

import { statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createPythonWorkspace,
  type PythonProject,
  rootManifest,
} from '../harness/python-workspace.js';
import type { Workspace } from '../harness/workspace.js';

let workspace: Workspace;

/** The type checks that fail, of some projects or of all. */
async function red(projects: readonly string[] = [], ...args: string[]): Promise<string[]> {
  const some = projects.length > 0 ? ['-p', projects.join(',')] : [];
  const { tasks } = await workspace.nx(['run-many', '-t', 'typecheck', ...some, ...args]);
  if (projects.length > 0) expect(Object.keys(tasks)).toHaveLength(projects.length);
  return Object.keys(tasks)
    .filter((id) => tasks[id] === 'failed')
    .map((id) => id.replace(':typecheck', ''))
    .sort();
}

const executed = '--skipNxCache';

const conftest = 'from core import rate\n\nRATE: int = rate()\n';

const checks = `from mypy.plugin import Plugin
from rules import forbidden


class Checks(Plugin):
    def get_function_hook(self, fullname):
        return self.rate if fullname == "core.rate" else None

    def rate(self, ctx):
        if forbidden():
            ctx.api.fail("core.rate is forbidden", ctx.context)
        return ctx.default_return_type


def plugin(version):
    return Checks
`;

const rules = (forbidden: string) => `def forbidden():\n    return ${forbidden}\n`;

const root = (mypy: string) => rootManifest(`[tool.mypy]\n${mypy}`);

const source = (type: string, value: string) => `def rate() -> ${type}:\n    return ${value}\n`;

function library(name: string): PythonProject {
  const files = {
    [`src/${name}/__init__.py`]: source('int', '1'),
    [`tests/unit/test_${name}.py`]: '',
  };
  return { files };
}

describe('what mypy keeps', () => {
  const same: PythonProject = {
    dependencies: ['core'],
    files: { 'tests/conftest.py': conftest, 'tests/unit/test_same.py': conftest },
  };

  beforeAll(async () => {
    workspace = await createPythonWorkspace({
      projects: {
        core: library('core'),
        api: same,
        web: same,
        shop: { dependencies: ['core'], files: { 'tests/unit/test_same.py': conftest } },
      },
      files: {
        'pyproject.toml': root('plugins = ["tools/checks.py"]\n'),
        'tools/checks.py': checks,
        'tools/rules.py': rules('False'),
      },
    });
    expect(await red()).toEqual([]);
  });
  afterAll(() => workspace.dispose());

  it('is worth nothing under other plugins, whatever was checked with them before', async () => {
    workspace.replace('tools/checks.py', 'if forbidden():', 'if True:');
    expect(await red(['core'])).toEqual([]);
    expect(await red(['web'])).toEqual(['web']);
    expect(await red()).toEqual(['api', 'shop', 'web']);
    workspace.write('tools/checks.py', checks);
    expect(await red()).toEqual([]);
  });

  it('nor under plugins that import something else', async () => {
    workspace.write('tools/rules.py', rules('True'));
    expect(await red(['core', 'shop'], executed)).toEqual(['shop']);
    expect(await red(['api'], executed)).toEqual(['api']);
    workspace.write('tools/rules.py', rules('False'));
    expect(await red([], executed)).toEqual([]);
  });

  it('is told of each of several files with the same contents', async () => {
    workspace.write('libs/core/src/core/__init__.py', source('str', '"1"'));
    expect(await red(['web'])).toEqual(['web']);
    expect(await red(['api'])).toEqual(['api']);
    const users = ['shop', 'api', 'web'];
    expect(await red(users, executed)).toEqual(['api', 'shop', 'web']);
    workspace.remove('.nx/workspace-data/nx-signal/mypy');
    expect(await red(users, executed)).toEqual(['api', 'shop', 'web']);
    expect(await red(['shop'], executed)).toEqual(['shop']);
  });

  it('is not taken for a file of the same size and time', async () => {
    const file = 'libs/core/src/core/__init__.py';
    const { atime, mtime } = statSync(join(workspace.root, file));
    workspace.write(file, source('int', ' 1 '));
    utimesSync(join(workspace.root, file), atime, mtime);
    expect(await red()).toEqual([]);
  });
});

/** A member that ships one package under a name of its own. */
function member(name: string, module: string, installed = true): string {
  const build = installed
    ? `[build-system]\nrequires = ["uv_build>=0.8"]\nbuild-backend = "uv_build"\n\n[tool.uv.build-backend]\nmodule-name = "${module}"\n`
    : '[tool.uv]\npackage = false\n';
  return `[project]\nname = "${name}"\nversion = "1"\nrequires-python = ">=3.11"\n\n${build}`;
}

const stub = (type: string) => `def rate() -> ${type}: ...\n`;

function using(module: string): PythonProject {
  return {
    dependencies: [module],
    files: {
      [`src/uses_${module}/price.py`]: `from ${module} import rate\n\n\ndef price() -> int:\n    return rate()\n`,
    },
  };
}

describe('modules that several projects have', () => {
  const untyped = (name: string): PythonProject => ({
    files: {
      'pyproject.toml': member(name, name),
      [`src/${name}/__init__.py`]: 'def rate():\n    return 1\n',
      [`tests/unit/test_${name}.py`]: '',
    },
  });
  beforeAll(async () => {
    const names = ['core', 'plain', 'twin'];
    const projects: Record<string, PythonProject> = {
      core: { ...untyped('core'), bare: true },
      plain: { ...untyped('plain'), bare: true },
      twin: library('twin'),
    };
    for (const name of names) projects[`uses_${name}`] = using(name);
    workspace = await createPythonWorkspace({
      projects,
      files: {
        'pyproject.toml': root('python_version = "3.11"\n'),
        'libs/core-stubs/pyproject.toml': member('core-stubs', 'core-stubs'),
        'libs/core-stubs/src/core-stubs/__init__.pyi': stub('int'),
        'libs/plain-stubs/pyproject.toml': member('plain-stubs', 'plain-stubs', false),
        'libs/plain-stubs/src/plain-stubs/__init__.pyi': stub('str'),
        'libs/atwin/pyproject.toml': member('atwin', 'twin'),
        'libs/atwin/src/twin/__init__.py': source('int', '1'),
        'libs/atwin/src/twin/py.typed': '',
      },
    });
  });
  afterAll(() => workspace.dispose());

  it('make edges to all of them', async () => {
    expect(await red()).toEqual([]);
    workspace.write('libs/core-stubs/src/core-stubs/__init__.pyi', stub('str'));
    expect(await red()).toEqual(['uses_core']);
    workspace.write('libs/atwin/src/twin/__init__.py', source('str', '"1"'));
    expect(await red()).toEqual(['uses_core', 'uses_twin']);
  });

  it('are judged the same alone and together', async () => {
    const wrong = ['uses_core', 'uses_twin'];
    expect(await red([], executed)).toEqual(wrong);
    workspace.remove('.nx/workspace-data/nx-signal/mypy');
    expect(await red(['uses_plain'], executed)).toEqual([]);
    expect(await red(['twin', 'uses_twin'], executed)).toEqual(['uses_twin']);
    expect(await red(['uses_core', 'core', 'uses_plain', 'plain-stubs'], executed)).toEqual([
      'uses_core',
    ]);
    expect(await red([], executed, '--batch=false', '--parallel=2')).toEqual(wrong);
  });
});

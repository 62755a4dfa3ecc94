import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkers } from '../equivalence/checkers.js';
import {
  createPythonWorkspace,
  type PythonProject,
  rootManifest,
  usualTools,
} from '../harness/python-workspace.js';
import type { Workspace } from '../harness/workspace.js';

let workspace: Workspace;

/** The type checks that fail, of some projects or of all, and what was printed. */
async function check(projects: readonly string[] = [], ...args: string[]) {
  const some = projects.length > 0 ? ['-p', projects.join(',')] : [];
  const { tasks, output } = await workspace.nx(['run-many', '-t', 'typecheck', ...some, ...args]);
  const ids = Object.keys(tasks);
  if (projects.length > 0) expect(ids, output).toHaveLength(projects.length);
  const red = ids.filter((id) => tasks[id] === 'failed').map((id) => id.replace(/:.*/, ''));
  return { red: red.sort(), output };
}

const executed = '--skipNxCache';
const wrong = 'Y: int = "no"\n';
const right = 'Y: int = 1\n';

/** Settings of a project's own, and a file with an error. */
function withError(file: string, checker: string, settings: string): PythonProject {
  return {
    files: { [file]: wrong },
    pyproject: `${settings}\n[tool.nx-signal]\ntypeChecker = "${checker}"\n`,
  };
}

const others = ['pyright', 'ty', 'pyrefly'] as const;

describe('settings of projects', () => {
  beforeAll(async () => {
    const tools = [...usualTools, ...others.map((name) => checkers[name]?.requirement ?? name)];
    workspace = await createPythonWorkspace({
      projects: {
        narrow: withError('tests/unit/data.py', 'mypy', '[tool.mypy]\nfiles = ["src"]'),
        wide: {
          ...withError('scripts/release.py', 'mypy', ''),
          files: {
            'mypy.ini': '[mypy]\nfiles = src, scripts, ../../shared/*.py\n',
            'scripts/release.py': right,
          },
        },
        apart: {
          ...withError('extra/demo.py', 'mypy', ''),
          files: { 'setup.cfg': '[mypy]\nexclude = ^extra/\n', 'extra/demo.py': wrong },
        },
        packed: withError('tests/unit/data.py', 'mypy', '[tool.mypy]\npackages = ["packed"]'),
        chosen: withError(
          'scripts/x.py',
          'mypy',
          '[tool.nx-signal.targets.typecheck]\npaths = ["src"]\n[tool.mypy]\nfiles = ["scripts"]',
        ),
        plain: withError('scripts/x.py', 'mypy', ''),
        included: {
          ...withError('extra/demo.py', 'pyright', ''),
          files: {
            'extra/demo.py': wrong,
            'pyrightconfig.json': '{\n  // Not extra.\n  "include": ["src"]\n}\n',
          },
        },
        hidden: withError('.github/release.py', 'pyright', '[tool.pyright]'),
        excluded: withError('extra/demo.py', 'ty', '[tool.ty.src]\nexclude = ["extra"]'),
        dotted: withError('.github/release.py', 'ty', '[tool.ty]'),
        outside: withError(
          'extra/demo.py',
          'pyrefly',
          '[tool.pyrefly]\nproject-excludes = ["extra"]',
        ),
      },
      files: { 'pyproject.toml': rootManifest('', tools), 'shared/tool.py': right },
    });
  });
  afterAll(() => workspace.dispose());

  it('decide what is checked, and without them the project is', async () => {
    const { red, output } = await check();
    expect(red, output).toEqual(['dotted', 'plain']);
    expect((await check([], executed)).red).toEqual(['dotted', 'plain']);
  });

  it('make inputs of what they name', async () => {
    workspace.write('shared/tool.py', wrong);
    expect((await check(['wide'])).output).toContain('shared/tool.py:1: error');
    workspace.write('shared/tool.py', right);
    expect((await check(['wide'])).red).toEqual([]);
    workspace.write('libs/wide/scripts/release.py', wrong);
    expect((await check(['wide'])).red).toEqual(['wide']);
    const { tasks } = await workspace.nx(['affected', '-t', 'typecheck', '--files=shared/tool.py']);
    expect(tasks).toEqual({ 'wide:typecheck': 'failed' });
  });
});

describe('settings above projects', () => {
  const part = (name: string): PythonProject => ({
    bare: true,
    files: {
      'pyproject.toml': `[project]\nname = "${name}"\nversion = "1"\nrequires-python = ">=3.11"\n[build-system]\nrequires = ["uv_build>=0.8"]\nbuild-backend = "uv_build"\n[tool.uv.build-backend]\nmodule-name = "acme.${name}"\n`,
      [`src/acme/${name}/__init__.py`]: `def ${name}() -> int:\n    return 1\n`,
      [`tests/unit/test_${name}.py`]: `from acme.${name} import ${name}\n\nX: int = ${name}()\n`,
    },
  });
  beforeAll(async () => {
    const files = ['libs/part/src/part/good.py', 'libs/user', 'libs/billing', 'libs/orders'];
    const mypy = `[tool.mypy]\nfiles = ${JSON.stringify(files)}\n`;
    workspace = await createPythonWorkspace({
      projects: {
        part: { files: { 'src/part/good.py': right, 'src/part/bad.py': wrong } },
        user: { dependencies: ['part'], files: { 'src/user/use.py': 'from part.bad import Y\n' } },
        left: { files: { 'src/left/x.py': wrong } },
        billing: part('billing'),
        orders: {
          ...part('orders'),
          files: {
            ...part('orders').files,
            'src/acme/orders/use.py': 'from acme.billing import billing\n\nX: int = billing()\n',
          },
        },
      },
      files: { 'pyproject.toml': rootManifest(mypy) },
    });
  });
  afterAll(() => workspace.dispose());

  it('count for the project’s folder, alone and together', async () => {
    const { red, output } = await check();
    expect(red, output).toEqual([]);
    expect(output).toContain('Nothing to check: pyproject.toml excludes all of libs/left.');
    for (const project of ['part', 'left', 'orders'])
      expect((await check([project], executed)).red).toEqual([]);
    const split = await check([], executed, '--batch=false', '--parallel=2');
    expect(split.red, split.output).toEqual([]);
  });

  it('call files in a namespace package by their full names', async () => {
    workspace.replace('libs/billing/src/acme/billing/__init__.py', 'int:', 'str:');
    workspace.replace('libs/billing/src/acme/billing/__init__.py', 'return 1', 'return ""');
    const users = ['billing', 'orders'];
    expect((await check()).red).toEqual(users);
    expect((await check(['orders'], executed)).red).toEqual(['orders']);
  });
});

import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import {
  createPythonWorkspace,
  lock,
  rootManifest,
  usualSettings,
} from '../harness/python-workspace.js';
import type { Workspace } from '../harness/workspace.js';

/** Projects of the workspace: `leaf` imports `middle`, which imports `base`, whose tests alone import `kit`. */
export const projects = ['kit', 'base', 'middle', 'leaf'] as const;

/** One of {@link projects}. */
export type Project = (typeof projects)[number];

/** A plugin of mypy that has something against all calls of `forbidden`, or nothing. */
export const mypyPlugin = (refuses: boolean) => `from typing import Callable

from mypy.plugin import FunctionContext, Plugin
from mypy.types import Type


def judge(context: FunctionContext) -> Type:
    ${refuses ? 'context.api.fail("this call is forbidden", context.context)' : 'pass'}
    return context.default_return_type


class Judge(Plugin):
    def get_function_hook(self, fullname: str) -> Callable[[FunctionContext], Type] | None:
        return judge if fullname.endswith(".forbidden") else None


def plugin(version: str) -> type[Plugin]:
    return Judge
`;

const lines = (...text: string[]) => [...text, ''].join('\n');

function ownFiles(name: Project): Record<string, string> {
  return {
    [`src/${name}/value.py`]: 'VALUE = 1\n',
    [`src/${name}/kind.py`]: 'KIND: int = 1\n',
    [`src/${name}/prompt.md`]: 'green\n',
    [`src/${name}/calls.py`]: lines(
      'def forbidden() -> int:',
      '    return 1',
      '',
      '',
      'CALLED = forbidden()',
    ),
    'README.md': '# Read me\n\n```python\nx = 1\n```\n',
    'tests/ruff.toml': 'extend = "../../../ruff-tests.toml"\n',
    'tests/unit/test_prompt.py': lines(
      'from pathlib import Path',
      '',
      `import ${name}`,
      '',
      '',
      'def test_prompt() -> None:',
      `    assert ${name}.__file__`,
      `    assert Path(${name}.__file__).with_name("prompt.md").read_text() == "green\\n"`,
    ),
  };
}

function uses(dependency: Project): Record<string, string> {
  return {
    'tests/unit/test_uses.py': lines(
      `from ${dependency}.kind import KIND`,
      `from ${dependency}.value import VALUE`,
      '',
      '',
      'def test_value() -> None:',
      '    assert VALUE == 1',
      '',
      '',
      'def double() -> int:',
      '    return KIND * 2',
    ),
  };
}

const limits: Record<string, string> = {
  'src/base/bounded.py': lines(
    'from base.limits import LIMIT',
    '',
    '',
    'def bound() -> int:',
    '    return LIMIT',
  ),
  'tests/unit/test_installed.py': lines(
    'from idna.package_data import __version__',
    '',
    '',
    'def test_version() -> None:',
    '    assert __version__ == "3.6"',
  ),
};

/** A workspace in which each of the edits can turn something red. */
export async function soundnessWorkspace(): Promise<Workspace> {
  const workspace = await createPythonWorkspace({
    projects: {
      kit: { files: ownFiles('kit') },
      base: {
        dependencies: ['idna==3.6'],
        files: { ...ownFiles('base'), ...limits, ...uses('kit') },
      },
      // Declared, and imported without a declaration.
      middle: { dependencies: ['base'], files: { ...ownFiles('middle'), ...uses('base') } },
      leaf: { files: { ...ownFiles('leaf'), ...uses('middle') } },
    },
    files: {
      'pyproject.toml': rootManifest(`${usualSettings}plugins = ["scripts/judge.py"]\n`),
      'scripts/judge.py': mypyPlugin(false),
      'ruff-tests.toml': '[lint]\nselect = ["E", "F"]\n',
      'mypy-args.ini': '[mypy]\nstrict = True\nplugins = scripts/judge.py\n',
      'shared/limits/__init__.py': 'LIMIT: int = 1\n',
    },
    options: { targets: { typecheck: { args: ['--config-file=mypy-args.ini'] } } },
  });
  symlinkSync('../../../../shared/limits', join(workspace.root, 'libs/base/src/base/limits'));
  await lock(workspace);
  return workspace;
}

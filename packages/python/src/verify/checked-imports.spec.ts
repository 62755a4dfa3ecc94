import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { toolTask, toolWorkspace } from '../testing/tool-task.js';
import type { StepResult } from '../tools/tool-task.js';
import { withUndeclaredImports } from './checked-imports.js';

const site = '.venv/lib/python3.11/site-packages';

function check(text: string, closure: string[], fails = true): StepResult {
  const root = temporaryFolder({
    [`${site}/idna-3.6.dist-info/RECORD`]: 'idna/__init__.py,,\n',
    [`${site}/requests-2.dist-info/RECORD`]: 'requests/__init__.py,,\n',
    [`${site}/types_requests-2.dist-info/RECORD`]: 'requests-stubs/__init__.pyi,,\n',
    'libs/a/pyproject.toml': '[project]\nname = "a"\n',
    'libs/a/src/a/__init__.py': text,
    'libs/a/src/own/__init__.py': '',
    'libs/a/scripts/other.py': 'import idna\n',
  });
  const task = toolTask(
    { kind: 'typecheck', tool: 'mypy', environment: '.', paths: ['src'] },
    {
      imports: {
        id: 'a:typecheck',
        project: 'a',
        directory: 'libs/a',
        kind: 'typecheck',
        fails,
        workspaceRoot: root,
        projectRoots: new Set(['libs/a']),
        environment: '.',
        packages: { closure: new Set(closure), lock: 'uv.lock', refuses: fails },
      },
    },
  );
  const workspace = { ...toolWorkspace(root), importRoots: ['libs/a/src'] };
  return withUndeclaredImports({ success: true, output: 'Success\n' }, task, workspace);
}

describe('what a project imports from outside its closure', () => {
  const rows: [text: string, closure: string[], told: string | undefined][] = [
    ['import idna\n', ['idna'], undefined],
    ['import os, own, unknown\nfrom . import idna\n', [], undefined],
    ['import idna\n', [], 'uv add --package a idna'],
    ['idna = pytest.importorskip("idna")\nidna = import_module("idna")\n', [], undefined],
    ['import importlib; import idna\n', [], 'uv add --package a idna'],
    ['if TYPE_CHECKING:\n    from idna import core\n', [], 'uv add --package a --group dev idna'],
    ['import requests\n', ['requests', 'types-requests'], undefined],
    ['import requests\n', ['requests'], 'uv add --package a --group dev types-requests'],
  ];
  it.each(rows)('%j with %j', (text, closure, told) => {
    const { success, output } = check(text, closure);
    expect(success).toBe(told === undefined);
    if (told === undefined) expect(output).toBe('Success\n');
    else expect(output).toContain(told);
  });

  it('is only told with `warn`', () => {
    const { success, output } = check('import idna\n', [], false);
    expect(success).toBe(true);
    expect(output).toContain('warning [PACKAGE_UNDECLARED]: a:typecheck needs a distribution');
  });
});

import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPythonWorkspace } from './harness/python-workspace.js';
import type { Workspace } from './harness/workspace.js';

const targets = ['lint', 'typecheck', 'test:unit'];
const projects = ['base', 'middle', 'leaf'] as const;

/** Edits that turn some tasks red or green, each in one project. */
const edits = {
  'a value that tests depend on': (w: Workspace, name: string, on: boolean) =>
    w.write(`libs/${name}/src/${name}/value.py`, `VALUE = ${on ? 1 : 2}\n`),
  'a type that others depend on': (w: Workspace, name: string, on: boolean) =>
    w.write(
      `libs/${name}/src/${name}/kind.py`,
      `KIND: ${on ? 'int' : 'str'} = ${on ? '1' : '"1"'}\n`,
    ),
  'an unused import': (w: Workspace, name: string, on: boolean) =>
    w.write(`libs/${name}/src/${name}/more.py`, on ? 'MORE = 1\n' : 'import os\n'),
  'a rule of ruff for all': (w: Workspace, _name: string, on: boolean) =>
    w.write('ruff.toml', on ? 'line-length = 100\n' : '[lint]\nselect = ["D100"]\n'),
  'an option of pytest for all': (w: Workspace, _name: string, on: boolean) =>
    w.write('conftest.py', on ? '' : 'collect_ignore_glob = []\nassert False, "red"\n'),
} as const;

const names = Object.keys(edits) as (keyof typeof edits)[];

function uses(dependency: string): Record<string, string> {
  return {
    'tests/unit/test_uses.py': [
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
      '',
    ].join('\n'),
  };
}

describe('random edits', () => {
  let workspace: Workspace;
  beforeAll(async () => {
    const own = (name: string) => ({
      [`src/${name}/value.py`]: 'VALUE = 1\n',
      [`src/${name}/kind.py`]: 'KIND: int = 1\n',
    });
    workspace = await createPythonWorkspace({
      projects: {
        base: { files: own('base') },
        // Declared, and imported without a declaration.
        middle: { dependencies: ['base'], files: { ...own('middle'), ...uses('base') } },
        leaf: { files: { ...own('leaf'), ...uses('middle') } },
      },
    });
  });
  afterAll(() => workspace.dispose());

  /** Red tasks of a run. */
  async function red(...args: string[]): Promise<string[]> {
    const { tasks } = await workspace.nx(['run-many', '-t', ...targets, ...args]);
    expect(Object.keys(tasks)).toHaveLength(projects.length * targets.length);
    return Object.keys(tasks)
      .filter((id) => tasks[id] === 'failed')
      .sort();
  }

  it('come to the same with the cache as without it', async () => {
    const edit = fc.record({
      name: fc.constantFrom(...names),
      project: fc.constantFrom(...projects),
      on: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 3 }), async (list) => {
        for (const { name, project, on } of list) edits[name](workspace, project, on);
        expect(await red()).toEqual(await red('--skipNxCache'));
      }),
      { numRuns: 12, seed: 20261123, endOnFailure: true },
    );
  });
});

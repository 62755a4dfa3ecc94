import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPythonWorkspace, rootManifest } from '../harness/python-workspace.js';
import type { Workspace } from '../harness/workspace.js';

/** A project with a file that ruff would write in another way. */
const crooked = (name: string, pyproject = '') => ({
  [name]: { files: { [`src/${name}/values.py`]: 'A  =  1\n' }, pyproject },
});

/** Projects of the workspace whose lint is red. */
async function red(workspace: Workspace): Promise<string[]> {
  const { tasks } = await workspace.nx(['run-many', '-t', 'lint']);
  const ids = Object.keys(tasks).filter((id) => tasks[id] === 'failed');
  return ids.map((id) => id.replace(':lint', '')).sort();
}

describe('lint checks the formatting where ruff formats', () => {
  let workspace: Workspace;
  beforeAll(async () => {
    workspace = await createPythonWorkspace({
      projects: { ...crooked('a'), ...crooked('b'), ...crooked('c', '[tool.black]\n') },
      files: { 'pyproject.toml': rootManifest('[tool.ruff]\nline-length = 100\n') },
      fresh: true,
    });
  });
  afterAll(() => workspace.dispose());

  it('not where nothing says so; what fix leaves alone either', async () => {
    expect(await red(workspace)).toEqual([]);
    const { exitCode, output } = await workspace.nx(['run-many', '-t', 'fix']);
    expect(exitCode, output).toBe(0);
    expect(workspace.read('libs/a/src/a/values.py')).toBe('A  =  1\n');
  });

  it('where a project has the command, and there alone', async () => {
    workspace.write('libs/a/Makefile', 'lint:\n\truff check .\n\truff format --check .\n');
    expect(await red(workspace)).toEqual(['a']);
    const { output } = await workspace.nx(['run', 'a:lint']);
    expect(output).toContain('1 file would be reformatted');
    workspace.remove('libs/a/Makefile');
    expect(await red(workspace)).toEqual([]);
  });

  it('where the repository has a hook, but for projects on black; and the hook selects', async () => {
    const hook = 'repos:\n- hooks:\n  - id: ruff-format\n';
    await workspace.commit('before');
    workspace.write('.pre-commit-config.yaml', hook);
    const args = ['affected', '-t', 'lint', '--base=HEAD'];
    const { tasks, output } = await workspace.nx(args);
    expect(tasks, output).toMatchObject({ 'a:lint': 'failed', 'b:lint': 'failed' });
    expect(await red(workspace)).toEqual(['a', 'b']);
    const { exitCode } = await workspace.nx(['run-many', '-t', 'fix']);
    expect(exitCode).toBe(0);
    expect(workspace.read('libs/a/src/a/values.py')).toBe('A = 1\n');
    expect(workspace.read('libs/c/src/c/values.py')).toBe('A  =  1\n');
    expect(await red(workspace)).toEqual([]);
  });
});

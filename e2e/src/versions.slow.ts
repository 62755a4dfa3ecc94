import { afterEach, describe, expect, it } from 'vitest';
import { nodeOf } from './harness/node-versions.js';
import { createPythonWorkspace, type PythonWorkspaceOptions } from './harness/python-workspace.js';
import type { Workspace } from './harness/workspace.js';

const cold = {
  'alpha:lint': 'ran',
  'alpha:typecheck': 'ran',
  'alpha:test:unit': 'ran',
  'beta:lint': 'ran',
  'beta:typecheck': 'ran',
  'beta:test:unit': 'ran',
};

describe('the signal, cold and cached', () => {
  let workspace: Workspace;
  afterEach(() => workspace.dispose());

  async function check(options: Partial<PythonWorkspaceOptions>, node?: string) {
    workspace = await createPythonWorkspace({
      isolated: true,
      fresh: true,
      projects: { alpha: {}, beta: { dependencies: ['alpha'] } },
      ...options,
    });
    const run = () => workspace.nx(['run-many', '-t', 'signal'], node ? { node } : {});
    const first = await run();
    expect(first.tasks, first.output).toEqual(cold);
    const second = await run();
    expect(new Set(Object.values(second.tasks)), second.output).toEqual(new Set(['cached']));
    workspace.append('libs/alpha/src/alpha/__init__.py', '# A remark.\n');
    const third = await run();
    expect(third.tasks, third.output).toEqual({ ...cold, 'beta:lint': 'cached' });
  }

  it('works on the previous major of Nx', () => check({ nx: 'previous' }));
  it.each([22, 24])('works on Node %i', async (major) => check({}, await nodeOf(major)));

  it('works one task at a time, without batches', async () => {
    workspace = await createPythonWorkspace({ projects: { alpha: {} }, isolated: true });
    const { tasks, output } = await workspace.nx(['run-many', '-t', 'signal', '--batch=false']);
    expect(tasks, output).toEqual({
      'alpha:lint': 'ran',
      'alpha:typecheck': 'ran',
      'alpha:test:unit': 'ran',
    });
    const replayed = await workspace.nx(['run-many', '-t', 'signal']);
    expect(Object.values(replayed.tasks)).toEqual(['cached', 'cached', 'cached']);
  });
});

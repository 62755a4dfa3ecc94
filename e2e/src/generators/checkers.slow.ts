import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { installedAt } from '../harness/packages.js';
import { Workspace } from '../harness/workspace.js';

const plugin = join(installedAt('current'), 'node_modules', '@nx-signal', 'python');
const schema = JSON.parse(
  readFileSync(join(plugin, 'src', 'generators', 'preset', 'schema.json'), 'utf8'),
);
const checkers: string[] = schema.properties.typeChecker.enum;

describe('a workspace for each type checker', () => {
  let workspace: Workspace;
  afterEach(() => workspace.dispose());

  async function generate(...args: string[]) {
    const { exitCode, output } = await workspace.nx(['g', ...args]);
    expect(exitCode, output).toBe(0);
  }

  it.each(checkers)('%s, at its strictest, has nothing to say', async (checker) => {
    workspace = await Workspace.create({
      files: { 'nx.json': '{ "analytics": false }', 'package.json': '{ "name": "root" }' },
    });
    await generate(
      '@nx-signal/python:preset',
      '--name=root',
      '--kind=service',
      `--typeChecker=${checker}`,
    );
    await generate('@nx-signal/python:service', 'store', '--database=sqlalchemy', '--skipLock');
    await generate('@nx-signal/python:extension', 'codec', '--skipLock');
    await generate('@nx-signal/python:worker', 'jobs', '--dependsOn=store');
    await workspace.commit('generated');
    const { exitCode, tasks, output } = await workspace.nx(['run-many', '-t', 'lint', 'typecheck']);
    expect(exitCode, output).toBe(0);
    expect(Object.keys(tasks).filter((id) => id.endsWith(':typecheck'))).toHaveLength(4);
  });
});

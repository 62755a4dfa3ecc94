import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createPythonWorkspace } from '../harness/python-workspace.js';
import type { RunOptions, Workspace } from '../harness/workspace.js';
import { matrixWorkspace, pinVersions, type Row, rows } from './rows.js';

const targets = ['lint', 'typecheck', 'test:unit'];

/** One way to ask for tasks. */
interface Mode {
  name: string;
  command: 'run-many' | 'affected';
  options: RunOptions;
  /** Tasks a row must run in this mode. */
  expected: (row: Row) => readonly string[];
}

/** Goes through all rows in one workspace; each starts from the same, wholly cached state. */
export function describeMatrix({ name, command, options, expected }: Mode): void {
  describe(`what a change runs: ${name}`, () => {
    let workspace: Workspace;
    let start: string;
    beforeAll(async () => {
      workspace = await createPythonWorkspace(matrixWorkspace);
      await pinVersions(workspace);
      start = (await workspace.run('git', ['rev-parse', 'HEAD'])).output.trim();
      const { exitCode, output } = await workspace.nx(['run-many', '-t', ...targets], options);
      expect(exitCode, output).toBe(0);
    });
    afterEach(async () => {
      await workspace.git('reset', '--quiet', '--hard', start);
      await workspace.git('clean', '-fdq');
      await workspace.run('uv', ['sync', '--frozen', '--all-packages', '--quiet']);
    });
    afterAll(() => workspace.dispose());

    // `affected` cannot know of what no tracked file shows.
    it.each(rows.filter(({ untracked }) => command === 'run-many' || !untracked))(
      '$name',
      async (row) => {
        await row.change(workspace);
        const { tasks, output } = await workspace.nx([command, '-t', ...targets], options);
        const executed = Object.keys(tasks).filter((id) => tasks[id] !== 'cached');
        expect(executed.sort(), output).toEqual([...expected(row)].sort());
      },
    );
  });
}

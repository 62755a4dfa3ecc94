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
  /** Which rows, by their place. Default: all. */
  isChosen?: (index: number) => boolean;
  /** Tasks a row must run in this mode. */
  expected: (row: Row) => readonly string[];
}

/** Goes through rows in one workspace; each starts from the same, wholly cached state. */
export function describeRows(
  title: string,
  selected: readonly Row[],
  options: RunOptions,
  check: (workspace: Workspace, row: Row) => Promise<void>,
): void {
  describe(title, () => {
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

    it.each(selected)('$name', async (row) => {
      await row.change(workspace);
      await check(workspace, row);
    });
  });
}

/** Every row must run what it says, and nothing else. */
export function describeMatrix(mode: Mode): void {
  const { name, command, options, isChosen = () => true, expected } = mode;
  // `affected` cannot know of what no tracked file shows.
  const possible = rows.filter(({ untracked }) => command === 'run-many' || !untracked);
  const selected = possible.filter((_row, index) => isChosen(index));
  describeRows(`what a change runs: ${name}`, selected, options, async (workspace, row) => {
    const { tasks, output } = await workspace.nx([command, '-t', ...targets], options);
    const executed = Object.keys(tasks).filter((id) => tasks[id] !== 'cached');
    expect(executed.sort(), output).toEqual([...expected(row)].sort());
  });
}

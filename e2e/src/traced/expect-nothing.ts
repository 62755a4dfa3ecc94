import { expect } from 'vitest';
import { whyUntraceable } from '../harness/strace.js';
import type { Workspace } from '../harness/workspace.js';

/** Why nothing can be traced here; undefined where it can. */
export const reason = await whyUntraceable();
export const title = (text: string) =>
  reason === undefined ? text : `${text} (skipped: ${reason})`;

const targets = ['lint', 'typecheck', 'test:unit'];
export const tasksOf = (...projects: string[]) =>
  projects.flatMap((project) => targets.map((target) => `${project}:${target}`));

/** Each of the tasks was green and read nothing that its hash does not know. */
export async function expectNothing(workspace: Workspace, tasks: readonly string[]): Promise<void> {
  const { exitCode, output } = await workspace.nxSignal(['trace', ...tasks]);
  const quiet = tasks.filter((task) => output.includes(`${task} read nothing outside its hash.`));
  expect(quiet, output).toEqual(tasks);
  expect(exitCode, output).toBe(0);
  expect(output).not.toContain('so no hash knows');
}

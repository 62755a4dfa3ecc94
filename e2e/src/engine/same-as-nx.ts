import { expect } from 'vitest';
import { aboutEnvironments } from '../equivalence/compare.js';
import { normalize } from '../equivalence/normalize.js';
import { parseOutputs } from '../harness/nx-run.js';
import type { Asker } from './asker.js';

/** The text of a task; Nx prints what is said of no task behind the text of whichever came before. */
const textOf = (text = '') => normalize(text.replace(aboutEnvironments, ''));

/**
 * Asks, and has Nx run everything on the same bytes without its cache: each task must have come to the same, by its
 * success and, where it failed, by its text.
 *
 * @param isBeside - whether Nx may borrow tools from the engine, too
 */
export async function expectSameAsNx(
  asker: Asker,
  env: Record<string, string>,
  what: string,
  isBeside = false,
): Promise<void> {
  const verdict = await asker.ask([], env);
  asker.forgetTimes();
  const nx = await asker.workspace.nx(['run-many', '-t', 'signal', '--skip-nx-cache'], {
    env: isBeside ? { ...env, ...asker.variables() } : env,
  });
  const texts = parseOutputs(nx.output);
  const told = verdict.tasks.map(({ id, status, text }) => [
    id,
    status === 'success' ? 'ran' : status === 'failure' ? 'failed' : status,
    status === 'failure' ? textOf(text ?? '') : '',
  ]);
  const expected = Object.entries(nx.tasks).map(([id, outcome]) => [
    id,
    outcome,
    outcome === 'failed' ? textOf(texts[id]) : '',
  ]);
  expect({ what, tasks: told }).toEqual({ what, tasks: expected.sort() });
  expect(verdict.verdict).toBe(nx.exitCode === 0 ? 'green' : 'red');
}

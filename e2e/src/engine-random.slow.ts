import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, expect, it, vi } from 'vitest';
import { Asker } from './engine/asker.js';
import { changes, options, projects } from './engine/changes.js';
import { expectSameAsNx, type Memory } from './engine/same-as-nx.js';
import { createPythonWorkspace } from './harness/python-workspace.js';

/** Set NX_SIGNAL_SEED to look elsewhere, or again where a run failed: fast-check prints the seed. */
const seed = Number(process.env['NX_SIGNAL_SEED'] ?? 20261128);

/** With the seed, the number of the sequence to begin with. */
const path = process.env['NX_SIGNAL_SEQUENCE'];

/** Sequences, and the steps of each. */
const numRuns = Number(process.env['NX_SIGNAL_RUNS'] ?? 3);
const steps = 48;

/** Minutes after which no other sequence is begun: as many as fit. */
const minutes = Number(process.env['NX_SIGNAL_MINUTES'] ?? 60);
const end = Date.now() + minutes * 60_000;

vi.setConfig({ testTimeout: 2 * 3_600_000 });

let count = 0;
const tell = () => console.log(`${count} steps, in ${memory.size} states`);
afterAll(tell);

/** What Nx has said of all sequences: they begin with the same bytes. */
const memory: Memory = new Map();

/** What happens in one sequence: a few kinds of changes, so that the same bytes come again and again. */
const sequences = fc
  .uniqueArray(fc.nat(changes.length - 1), { minLength: 5, maxLength: 5 })
  .chain((kinds) => fc.array(fc.constantFrom(...kinds), { minLength: steps, maxLength: steps }));

/** One sequence, in a workspace of its own. */
async function happen(indexes: readonly number[]): Promise<void> {
  const workspace = await createPythonWorkspace({ projects, options });
  const asker = new Asker(workspace, true);
  let variables: Record<string, string> = {};
  let hasAnswered = false;
  try {
    await asker.ask();
    for (const [step, index] of indexes.entries()) {
      const change = changes[index];
      variables = (await change?.make(asker)) ?? variables;
      const what = `step ${step}: ${change?.name}`;
      await expectSameAsNx(asker, variables, what, { isBeside: step % 2 === 1, memory });
      // Where Nx has done everything anew, this is what the next answer may be taken from.
      if (step % 3 === 0) await asker.ask([], variables);
      // While nobody asks it makes ready for the next answer, or for its first.
      if (step % 4 === 0) await sleep(1_500);
      // A reset of Nx takes the log away.
      hasAnswered ||= asker.log.some((line) => / (?:green|red)/.test(line));
      count += 1;
    }
    expect(hasAnswered).toBe(true);
  } catch (error) {
    // The end of the workspace may fail as well, and is not what counts.
    console.error(error, asker.log.slice(-10).join('\n'));
    throw error;
  } finally {
    tell();
    await asker.dispose();
  }
}

it('whatever happens between two questions, each verdict is that of Nx on the same bytes', async () => {
  await fc.assert(
    fc.asyncProperty(sequences, async (indexes) => {
      if (Date.now() < end) await happen(indexes);
    }),
    { numRuns, seed, endOnFailure: true, ...(path === undefined ? {} : { path }) },
  );
});

it.each(['current', 'previous'] as const)(
  'each of them alone, and once more, on the %s Nx',
  async (nx) => {
    const workspace = await createPythonWorkspace({ projects, options, nx });
    const asker = new Asker(workspace, true);
    let variables: Record<string, string> = {};
    try {
      for (const change of changes) {
        for (const time of ['once', 'again']) {
          await asker.ask([], variables);
          await asker.engine();
          variables = (await change.make(asker)) ?? variables;
          await expectSameAsNx(asker, variables, `${change.name}, ${time}`);
        }
      }
    } finally {
      await asker.dispose();
    }
  },
);

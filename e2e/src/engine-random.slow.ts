import fc from 'fast-check';
import { afterAll, expect, it, vi } from 'vitest';
import { Asker } from './engine/asker.js';
import { changes, options, projects } from './engine/changes.js';
import { expectSameAsNx } from './engine/same-as-nx.js';
import { createPythonWorkspace } from './harness/python-workspace.js';

/** Set NX_SIGNAL_SEED to look elsewhere, or again where a run failed: fast-check prints the seed. */
const seed = Number(process.env['NX_SIGNAL_SEED'] ?? 20261128);

/** Sequences of twelve steps. */
const numRuns = Number(process.env['NX_SIGNAL_RUNS'] ?? 4);

/** Minutes after which no other sequence is begun: as many as fit. */
const minutes = Number(process.env['NX_SIGNAL_MINUTES'] ?? 60);
const end = Date.now() + minutes * 60_000;

vi.setConfig({ testTimeout: 2 * 3_600_000 });

let count = 0;
afterAll(() => console.log(`${count} steps`));

it('whatever happens between two questions, each verdict is that of Nx on the same bytes', async () => {
  const steps = fc.array(fc.integer({ min: 0, max: changes.length - 1 }), {
    minLength: 12,
    maxLength: 12,
  });
  await fc.assert(
    fc.asyncProperty(steps, async (indexes) => {
      if (Date.now() > end) return;
      const workspace = await createPythonWorkspace({ projects, options });
      const asker = new Asker(workspace, true);
      let variables: Record<string, string> = {};
      let hasAnswered = false;
      try {
        await asker.ask();
        for (const [step, index] of indexes.entries()) {
          const change = changes[index];
          // Nx has done everything anew: this is what the next answer may be taken from.
          await asker.ask([], variables);
          variables = (await change?.make(asker)) ?? variables;
          await expectSameAsNx(asker, variables, `step ${step}: ${change?.name}`, step % 2 === 1);
          // A reset of Nx takes the log away.
          hasAnswered ||= asker.log.some((line) => / (?:green|red)/.test(line));
          count += 1;
        }
        expect(hasAnswered).toBe(true);
      } finally {
        await asker.dispose();
      }
    }),
    { numRuns, seed, endOnFailure: true },
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

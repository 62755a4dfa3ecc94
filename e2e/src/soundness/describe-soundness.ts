import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { edits, type Place } from './edits.js';
import { projects, soundnessWorkspace } from './workspace.js';

const targets = ['lint', 'typecheck', 'test:unit'];

/**
 * Whatever is edited, and in whatever order: a run that may replay comes to the same as one that may not.
 *
 * @param seed - decides the edits; a failure names it
 * @param runs - how many groups of edits are tried
 */
export function describeSoundness(title: string, seed: number, runs: number): void {
  describe(title, () => {
    let place: Place;
    beforeAll(async () => {
      place = { workspace: await soundnessWorkspace(), variables: {} };
    });
    afterAll(() => place.workspace.dispose());

    /** Red tasks of a run. */
    async function red(...args: string[]): Promise<string[]> {
      const { workspace, variables } = place;
      const options = { env: variables };
      const { tasks, output } = await workspace.nx(
        ['run-many', '-t', ...targets, ...args],
        options,
      );
      expect(Object.keys(tasks), output).toHaveLength(projects.length * targets.length);
      return Object.keys(tasks)
        .filter((id) => tasks[id] === 'failed')
        .sort();
    }

    it('starts green', async () => {
      const { exitCode, output } = await place.workspace.nx(['run-many', '-t', ...targets]);
      expect(exitCode, output).toBe(0);
    });

    it(`comes to the same with the cache as without it (seed ${seed})`, async () => {
      const edit = fc.record({
        name: fc.constantFrom(...Object.keys(edits)),
        project: fc.constantFrom(...projects),
        on: fc.boolean(),
      });
      await fc.assert(
        fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 3 }), async (list) => {
          for (const { name, project, on } of list) await edits[name]?.(place, on, project);
          expect(await red()).toEqual(await red('--skipNxCache'));
        }),
        { numRuns: runs, seed, endOnFailure: true },
      );
    });
  });
}

import fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import { workspaceWithChecker } from './equivalence/checker-cases.js';
import { checkers } from './equivalence/checkers.js';
import { runAll } from './equivalence/compare.js';
import { projectsOf, randomProjects } from './equivalence/random-workspace.js';
import { createPythonWorkspace } from './harness/python-workspace.js';

/** Set NX_SIGNAL_SEED to look elsewhere, or again where a run failed: fast-check prints the seed. */
const seed = Number(process.env['NX_SIGNAL_SEED'] ?? 20261124);

// Each test installs three workspaces and checks each twice.
vi.setConfig({ testTimeout: 900_000 });

it('random workspaces come to the same merged as alone', async () => {
  await fc.assert(
    fc.asyncProperty(randomProjects, async (all) => {
      const workspace = await createPythonWorkspace({ projects: projectsOf(all) });
      try {
        const merged = await runAll(workspace);
        expect(Object.keys(merged)).toHaveLength(all.length * 3);
        expect(merged).toEqual(await runAll(workspace, '--batch=false', '--parallel=2'));
      } finally {
        await workspace.dispose();
      }
    }),
    { numRuns: 3, seed, endOnFailure: true },
  );
});

it.each(Object.entries(checkers))('random workspaces checked by %s', async (_name, texts) => {
  const types = ['-t', 'typecheck'];
  await fc.assert(
    fc.asyncProperty(randomProjects, async (all) => {
      const workspace = await workspaceWithChecker(texts, projectsOf(all, texts));
      try {
        const merged = await runAll(workspace, ...types);
        expect(Object.keys(merged)).toHaveLength(all.length);
        expect(merged).toEqual(await runAll(workspace, ...types, '--batch=false', '--parallel=2'));
      } finally {
        await workspace.dispose();
      }
    }),
    { numRuns: 3, seed, endOnFailure: true },
  );
});

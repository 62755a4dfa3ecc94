import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Workspace } from '../harness/workspace.js';
import type { EquivalenceCase, EquivalenceCases } from './case.js';
import {
  endsOfProjects,
  runAgain,
  runAll,
  runInEngine,
  type TaskEnds,
  withoutPassed,
} from './compare.js';

/** Projects of a case. */
function membersOf({ projects = {}, names = [] }: EquivalenceCase): string[] {
  return [...Object.keys(projects), ...names];
}

function expectToShow(ends: TaskEnds, shows: EquivalenceCase['shows'] = {}): void {
  for (const [id, text] of Object.entries(shows)) {
    if (typeof text === 'string') expect(ends[id]?.output).toContain(text);
    else expect(ends[id]?.output).toMatch(text);
  }
}

/**
 * Runs a workspace merged, task by task, and with an engine, and compares what becomes of each task.
 *
 * @param targets - what is run. Default: lint, typecheck and test:unit
 */
export function describeEquivalence(
  title: string,
  cases: EquivalenceCases,
  make: () => Promise<Workspace>,
  targets: readonly string[] = [],
): void {
  const args = targets.length > 0 ? ['-t', ...targets] : [];
  describe(title, () => {
    let workspace: Workspace;
    let alone: TaskEnds;
    let merged: TaskEnds;
    let again: TaskEnds;
    let engine: TaskEnds;
    beforeAll(async () => {
      workspace = await make();
      merged = await runAll(workspace, ...args);
      alone = await runAll(workspace, ...args, '--batch=false', '--parallel=2');
      again = await runAgain(workspace, ...args);
      engine = await runInEngine(workspace, targets);
    });
    afterAll(() => workspace.dispose());

    it.each(Object.entries(cases))('%s', (_title, { failing = [], shows, ...one }) => {
      const members = membersOf(one);
      const expected = endsOfProjects(alone, members);
      expect(endsOfProjects(merged, members)).toEqual(expected);
      expect(endsOfProjects(again, members)).toEqual(expected);
      expect(endsOfProjects(engine, members)).toEqual(withoutPassed(expected));
      const failed = Object.keys(expected).filter((id) => expected[id]?.outcome === 'failed');
      expect(failed.sort()).toEqual([...failing].sort());
      expectToShow(expected, shows);
    });

    it('every task of every project', () => {
      const projects = new Set(Object.keys(alone).map((id) => id.slice(0, id.indexOf(':'))));
      expect([...projects].sort()).toEqual(Object.values(cases).flatMap(membersOf).sort());
      expect(Object.keys(merged).sort()).toEqual(Object.keys(alone).sort());
    });
  });
}

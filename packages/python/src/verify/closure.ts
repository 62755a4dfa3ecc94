import type { TargetConfiguration } from '@nx/devkit';
import { allDependencies, type InputGraph, ofDependencies } from './input-groups.js';

type Input = NonNullable<TargetConfiguration['inputs']>[number];

function namedExternals(input: Input): string[] {
  const names = typeof input === 'string' ? undefined : Object.entries(input);
  const listed = names?.find(([key]) => key === 'externalDependencies')?.[1];
  return Array.isArray(listed) ? listed.map(String) : [];
}

/**
 * The distributions whose locked state is in the hash of a target: those it names, what its
 * dependencies have in the lock if it looks at these, and all that either requires.
 *
 * @param distributions - distribution of each external node that comes out of a lock
 */
export function closureOf(
  project: string,
  inputs: readonly Input[],
  graph: InputGraph,
  distributions: ReadonlyMap<string, string>,
): Set<string> {
  const named = inputs.flatMap(namedExternals);
  const seesOthers = inputs.some((input) => ofDependencies(input) !== undefined);
  const reached = new Set(seesOthers ? allDependencies(project, graph) : []);
  for (const name of named) {
    if (reached.has(name)) continue;
    reached.add(name);
    for (const next of allDependencies(name, graph)) reached.add(next);
  }
  return new Set([...reached].flatMap((name) => distributions.get(name) ?? []));
}

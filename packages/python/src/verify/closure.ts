import { normalizeName } from '../normalize-name.js';
import {
  allDependencies,
  type InputGraph,
  namedProjects,
  ofDependencies,
  type TargetInput,
} from './input-groups.js';

function namedExternals(input: TargetInput): string[] {
  const names = typeof input === 'string' ? undefined : Object.entries(input);
  const listed = names?.find(([key]) => key === 'externalDependencies')?.[1];
  return Array.isArray(listed) ? listed.map(String) : [];
}

/**
 * The distributions whose state is in the hash of a target: those it names, what its dependencies
 * have in the lock if it looks at these, all that either requires, and the projects themselves.
 *
 * @param distributions - distribution of each external node that comes out of a lock
 */
export function closureOf(
  project: string,
  inputs: readonly TargetInput[],
  graph: InputGraph,
  distributions: ReadonlyMap<string, string>,
): Set<string> {
  const named = inputs.flatMap(namedExternals);
  const seesOthers = inputs.some((input) => ofDependencies(input) !== undefined);
  const reached = new Set([
    ...(seesOthers ? allDependencies(project, graph) : []),
    ...inputs.flatMap(namedProjects),
  ]);
  for (const name of named) {
    if (reached.has(name)) continue;
    reached.add(name);
    for (const next of allDependencies(name, graph)) reached.add(next);
  }
  // Not every lock has entries for the projects themselves, whose sources are in the hash.
  const projects = [project, ...reached].filter((name) => graph.projects[name] !== undefined);
  const locked = [...reached].flatMap((name) => distributions.get(name) ?? []);
  return new Set([...projects.map(normalizeName), ...locked]);
}

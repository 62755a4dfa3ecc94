import type { TargetInput } from './target-context.js';

/** What enters hashes of the projects that one depends on. */
export interface SeenInputs {
  /** Named inputs of other projects. */
  inputs: readonly TargetInput[];
  /** Where their closures start in locks, as external nodes. */
  closure: readonly string[];
}

/** The input that stands for what projects without Python show to those with it. */
export const foreignInput = 'pyForeign';

/** Production files of all projects that Nx reaches, and with them, by their edges, what they have in locks. */
export const allReached: SeenInputs = { inputs: ['^pyProd'], closure: [] };

/**
 * The same for some projects alone. Nx's edges to other languages are followed as before: what is Python
 * there shows nothing.
 *
 * @param projects - names in Nx
 * @param closure - the nodes that these and the project itself have in locks
 * @param hasForeign - whether there are projects without Python
 */
export function onlySeen(
  projects: readonly string[],
  closure: readonly string[],
  hasForeign: boolean,
): SeenInputs {
  return {
    inputs: [
      ...(projects.length > 0 ? [{ input: 'pyProd', projects: [...projects] }] : []),
      ...(hasForeign ? [`^${foreignInput}`] : []),
    ],
    closure,
  };
}

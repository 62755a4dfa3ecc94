import type { LockIndex } from '../lock/lock-index.js';
import { normalizeName } from '../normalize-name.js';
import { joinPath } from '../paths.js';
import type { PythonGraph } from '../workspace/python-graph.js';
import { Namesakes } from './namesakes.js';

/** A project as far as others find it. */
interface Sibling {
  directory: string;
  environment: string;
  /** Normalised. */
  distribution: string;
}

/** What locks say about which projects of the workspace others find. */
export interface LockedSiblings {
  /** Whether a project's lock leaves it possible that it gets a sibling out of the workspace. */
  takes(project: string, sibling: string): boolean;
  /** The same for a module that the sibling has. */
  finds(project: string, sibling: string, module: string): boolean;
}

const top = (module: string) => module.split('.', 1)[0] ?? module;

function packagesOf(index: LockIndex | undefined, name: string) {
  const nodes = index?.byDistribution.get(name) ?? [];
  return nodes.filter(({ kind }) => kind === 'package');
}

/**
 * A lock decides where a distribution comes from: one that it takes from an index, a repository or an
 * address is not the sibling of that name. What a lock does not have may still be on a path.
 */
export function lockedSiblings({ workspace, locks }: PythonGraph): LockedSiblings {
  const { projects, broken } = workspace;
  const namesakes = new Namesakes(workspace);
  const siblings = new Map<string, Sibling>(
    [...projects, ...broken].map(({ directory, environment, name }) => [
      directory,
      { directory, environment, distribution: normalizeName(name) },
    ]),
  );
  const isHere = (environment: string, { directory, distribution }: Sibling) => {
    const packages = packagesOf(locks.get(environment), distribution);
    if (packages.length === 0) return undefined;
    return packages.some(
      (node) => node.directory !== undefined && joinPath(environment, node.directory) === directory,
    );
  };
  const takes = (project: string, sibling: string) => {
    const [from, to] = [siblings.get(project), siblings.get(sibling)];
    if (!from || !to) return true;
    return isHere(from.environment, to) ?? namesakes.isMeant(project, sibling);
  };
  return {
    takes,
    finds: (project, sibling, module) => {
      const [from, to] = [siblings.get(project), siblings.get(sibling)];
      if (!from || !to || from.environment === to.environment) return true;
      const found = isHere(from.environment, to);
      if (found !== undefined) return found;
      if (!namesakes.isMeant(project, sibling)) return false;
      // Nobody has installed the sibling there, and a package has the module's name.
      const named = packagesOf(locks.get(from.environment), normalizeName(top(module)));
      return named.length === 0 || named.some(({ local }) => local);
    },
  };
}

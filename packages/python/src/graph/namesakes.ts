import { normalizeName } from '../normalize-name.js';
import { withAncestors } from '../paths.js';
import type { Workspace } from '../project/analyze.js';

interface Namesake {
  directory: string;
  environment: string;
  distribution: string;
}

/** How many folders two paths share, counted from the root. */
function sharedFolders(left: string, right: string): number {
  const ofLeft = new Set(withAncestors(left));
  return withAncestors(right).filter((folder) => ofLeft.has(folder)).length;
}

/**
 * Projects whose distributions have one name, each in an environment of its own: examples, copies, a rewrite
 * beside what it replaces. No environment holds two of them, so a name stands for one.
 */
export class Namesakes {
  readonly #byDirectory = new Map<string, Namesake>();
  readonly #byDistribution = new Map<string, Namesake[]>();
  readonly #paths = new Map<string, readonly string[]>();

  constructor({ projects, broken }: Workspace) {
    for (const { directory, environment, name } of [...projects, ...broken]) {
      const distribution = normalizeName(name);
      const namesake = { directory, environment, distribution };
      this.#byDirectory.set(directory, namesake);
      const known = this.#byDistribution.get(distribution);
      if (known) known.push(namesake);
      else this.#byDistribution.set(distribution, [namesake]);
    }
    for (const { directory, declared } of projects)
      this.#paths.set(directory, [...declared.directories]);
  }

  /**
   * Whether a project that asks for a distribution, or for its modules, means this sibling: the one that it names by its
   * path, else that of its environment, else the nearest.
   */
  isMeant(project: string, sibling: string): boolean {
    const [from, to] = [this.#byDirectory.get(project), this.#byDirectory.get(sibling)];
    const all = this.#byDistribution.get(to?.distribution ?? '') ?? [];
    if (!from || !to || all.length < 2) return true;
    if (from.distribution === to.distribution) return false;
    const paths = this.#paths.get(project) ?? [];
    const isByPath = ({ directory }: Namesake) => paths.includes(directory);
    if (all.some(isByPath)) return isByPath(to);
    const isBeside = ({ environment }: Namesake) => environment === from.environment;
    if (all.some(isBeside)) return isBeside(to);
    const nearest = Math.max(...all.map(({ directory }) => sharedFolders(project, directory)));
    return sharedFolders(project, sibling) === nearest;
  }
}

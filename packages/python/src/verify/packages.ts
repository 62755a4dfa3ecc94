import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Installed } from '../environment/installed.js';
import { lockNames } from '../lock/read-locks.js';

/** The distributions that one task may see. */
export interface AllowedPackages {
  /** PEP 503-normalised names: those that its hash covers. */
  closure: ReadonlySet<string>;
  /** Name of the lock file they are in. */
  lock: string;
  /** Whether the others are hidden; else their use is told. */
  refuses: boolean;
}

/** What the process of a task is told: see `inputs/nx_signal_packages.py`. */
export interface DescribedPackages {
  /** Module → distribution, for all that is to be hidden. */
  modules: Record<string, string>;
  /** Those distributions. */
  hidden: string[];
  folders: string[];
  refuses: boolean;
  /** Those of them that pytest would load by itself. */
  plugins: string[];
}

/** What `venv` and `virtualenv` put into an environment before its manager does, so no lock has them. */
const seeds = new Set(['pip', 'setuptools', 'wheel']);

/** Name of the file that describes a task's packages, in the folder for its lists. */
export const packagesFile = 'packages.json';

/** The lock of an environment; undefined when no lock says what belongs to it. */
export function lockIn(workspaceRoot: string, environment: string): string | undefined {
  return lockNames.find((name) => existsSync(join(workspaceRoot, environment, name)));
}

/** Whether a distribution is outside a closure. */
function hides({ closure, lock }: AllowedPackages): (name: string) => boolean {
  return (name) => !closure.has(name) && !(lock !== 'uv.lock' && seeds.has(name));
}

/** What of an environment is outside a closure. */
export function describePackages(
  { folders, distributions, owners }: Installed,
  allowed: AllowedPackages,
): DescribedPackages {
  const isHidden = hides(allowed);
  const outside = distributions.filter(({ name }) => isHidden(name));
  const modules: Record<string, string> = {};
  for (const [module, names] of owners) {
    if (names.every(isHidden)) modules[module] = names.join(' or ');
  }
  return {
    modules,
    hidden: outside.map(({ name }) => name),
    folders,
    refuses: allowed.refuses,
    plugins: outside.filter(({ pytestPlugin }) => pytestPlugin).map(({ name }) => name),
  };
}

/** Writes what a task may see where its process looks for it. */
export async function writePackages(
  lists: string,
  installed: Installed,
  allowed: AllowedPackages,
): Promise<void> {
  const described = describePackages(installed, allowed);
  await writeFile(join(lists, packagesFile), JSON.stringify(described));
}

/** What not all of several tasks may see, and which distributions among that some of them may. */
export interface CommonPackages extends DescribedPackages {
  varied: string[];
}

/**
 * What not all of several tasks may see, for a process that imports libraries for all of them; with
 * what some of them may. A task about which nothing is said sees everything.
 */
export function describeCommon(
  installed: Installed,
  tasks: readonly (AllowedPackages | undefined)[],
): CommonPackages {
  const hidden = tasks.map((allowed) => (allowed?.refuses ? hides(allowed) : () => false));
  const described = describeWithout(installed, (name) => hidden.some((isHidden) => isHidden(name)));
  const varied = described.hidden.filter((name) => hidden.some((isHidden) => !isHidden(name)));
  return { ...described, varied };
}

/** What of an environment is hidden, where some of its distributions are. */
function describeWithout(
  installed: Installed,
  isHidden: (name: string) => boolean,
): DescribedPackages {
  const names = installed.distributions.map(({ name }) => name);
  const closure = new Set(names.filter((name) => !isHidden(name)));
  return describePackages(installed, { closure, lock: 'uv.lock', refuses: true });
}

/** What is known of tasks that were described before, by names alone. */
export type CommonNames = Pick<CommonPackages, 'hidden' | 'varied'>;

/**
 * What not all of these and of earlier tasks may see: a process that has imported libraries with that in mind is of
 * use to any of them.
 */
export function withEarlier(
  installed: Installed,
  earlier: CommonNames,
  now: CommonNames,
): CommonPackages {
  const [before, here] = [new Set(earlier.hidden), new Set(now.hidden)];
  const described = describeWithout(installed, (name) => before.has(name) || here.has(name));
  // What is hidden from some tasks alone is seen by the others.
  const isVaried = (name: string) =>
    before.has(name) !== here.has(name) ||
    earlier.varied.includes(name) ||
    now.varied.includes(name);
  return { ...described, varied: described.hidden.filter(isVaried) };
}

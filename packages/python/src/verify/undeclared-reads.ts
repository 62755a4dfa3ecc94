import { directoryOf, isInside, withAncestors } from '../paths.js';
import { isHarmless } from './harmless-variables.js';
import { groupMatcher, type InputGroup } from './input-group.js';
import type { VariableRead } from './lists.js';

/** What decides which reads of a task are covered. Paths are relative to the workspace root. */
export interface CoveredTask {
  /** Folder of its project. */
  directory: string;
  /** The file inputs of its target. */
  groups: readonly InputGroup[];
  /** Folders of all projects of the workspace. */
  projectRoots: ReadonlySet<string>;
  /** Folders that the task writes itself. */
  outputs: readonly string[];
}

/** Files that Nx hashes into every task. */
const everywhere = new Set(['nx.json', '.gitignore', '.nxignore']);

/** Files that enter the hash as a node for what the tools read above the project. */
const aboveProject = new Set(['conftest.py', '.python-version']);

/** Folders that no file can be an input in: repositories, environments, what tools write. */
const besides = new Set([
  '.git',
  '.nx',
  'node_modules',
  '.venv',
  '__pycache__',
  '.mypy_cache',
  '.pytest_cache',
  '.ruff_cache',
  '.hypothesis',
]);

/** What coverage.py writes; not its settings, `.coveragerc`. */
const coverageData = /^\.coverage(\..*)?$/;

function isBeside(file: string): boolean {
  const parts = file.split('/');
  return (
    parts.some((part) => besides.has(part) || part.endsWith('.egg-info')) ||
    coverageData.test(parts.at(-1) ?? '')
  );
}

/** The folder of the nearest project above a file. */
export function ownerOf(file: string, projectRoots: ReadonlySet<string>): string | undefined {
  return withAncestors(directoryOf(file)).find((folder) => projectRoots.has(folder));
}

/** Those of the files that a task wrote although they are among its own inputs, sorted. */
export function writtenInputs(written: Iterable<string>, task: CoveredTask): string[] {
  const isInput = groupMatcher(task.groups, (file) => ownerOf(file, task.projectRoots));
  const isOwnOutput = (file: string) => task.outputs.some((folder) => isInside(file, folder));
  return [...new Set(written)]
    .filter((file) => !isBeside(file) && !isOwnOutput(file) && isInput(file))
    .sort();
}

/** What a task read although a change of it would not change its hash; sorted lists. */
export interface UndeclaredReads {
  files: string[];
  /** Those that git or Nx ignore. */
  ignored: string[];
}

/**
 * What a task read although a change of it would not change its hash.
 *
 * @param isIgnored - whether git or Nx ignore a file, which then is an input only where an input says so
 */
export function undeclaredReads(
  reads: Iterable<string>,
  task: CoveredTask,
  isIgnored: (file: string) => boolean,
): UndeclaredReads {
  const owner = (file: string) => ownerOf(file, task.projectRoots);
  const isCovered = groupMatcher(task.groups, owner);
  const isCoveredIgnored = groupMatcher(
    task.groups.filter(({ includesIgnored }) => includesIgnored),
    owner,
  );
  const isNode = (file: string) =>
    aboveProject.has(file.slice(file.lastIndexOf('/') + 1)) &&
    withAncestors(task.directory).slice(1).includes(directoryOf(file));
  const isFree = (file: string) =>
    everywhere.has(file) ||
    isNode(file) ||
    isBeside(file) ||
    task.outputs.some((folder) => isInside(file, folder));
  const found: UndeclaredReads = { files: [], ignored: [] };
  for (const file of [...new Set(reads)].sort()) {
    if (isFree(file)) continue;
    if (isIgnored(file)) {
      if (!isCoveredIgnored(file)) found.ignored.push(file);
    } else if (!isCovered(file)) found.files.push(file);
  }
  return found;
}

/** Those of the variables that a task asked for although a change of them would not change its hash. */
export function undeclaredVariables(
  reads: readonly VariableRead[],
  declared: readonly string[],
): VariableRead[] {
  return reads.filter(
    ({ name, file }) => !declared.includes(name) && !isHarmless(name) && !isBeside(file),
  );
}

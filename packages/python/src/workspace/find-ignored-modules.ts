import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gitFiles } from '../process/git-files.js';

/** Folders of tools, of environments and of what is built: nothing in them is the workspace's own source. */
const passedOver =
  /(^|\/)(\.[^/]*|__pycache__|node_modules|venv|env|build|dist|site|htmlcov|target|[^/]*\.egg-info)(\/|$)/;

const isModule = (name: string) => /\.pyi?$/.test(name);

/** So many folders are looked through for a module. What holds more is data. */
const mostFolders = 200;

/** Whether modules lie anywhere in a folder that is no environment. */
function holdsModules(folder: string): boolean {
  const open = [folder];
  for (let count = 0; open.length > 0 && count < mostFolders; count += 1) {
    const next = open.shift() as string;
    const entries = readdirSync(next, { withFileTypes: true });
    if (entries.some(({ name }) => name === 'pyvenv.cfg')) continue;
    if (entries.some((entry) => entry.isFile() && isModule(entry.name))) return true;
    const inside = entries.filter((entry) => entry.isDirectory() && !passedOver.test(entry.name));
    open.push(...inside.map(({ name }) => join(next, name)));
  }
  return false;
}

function isSource(entry: string, workspaceRoot: string): boolean {
  if (passedOver.test(entry)) return false;
  if (!entry.endsWith('/')) return isModule(entry);
  const folder = join(workspaceRoot, entry);
  return existsSync(folder) && holdsModules(folder);
}

/** Modules that ignore files match, relative to the root and sorted. */
export interface UnseenModules {
  /**
   * Those that git ignores, as generated ones often are: Nx hashes them only when they are named. A folder that is
   * ignored as a whole ends with a slash.
   */
  ignored: string[];
  /**
   * Those that git tracks although a rule of its ignore files matches them, as `lib/` and `build/` of common rules
   * do: Nx sees and hashes none of them, and for all tools they are sources like any other.
   */
  hidden: string[];
}

/**
 * All that the ignore files match, modules or not, by one walk of git; `?` in front tells what it does not track. It goes by
 * names and rules, and for a folder that is ignored as a whole by nothing that is in it.
 */
export async function listUnseen(workspaceRoot: string): Promise<readonly string[]> {
  const kinds = ['-t', '--cached', '--others', '--ignored', '--directory'];
  return (await gitFiles(workspaceRoot, kinds)) ?? [];
}

/**
 * Looks for modules among what git lists.
 *
 * @param listed - what {@link listUnseen} gives now, where that is known
 */
export async function findUnseenModules(
  workspaceRoot: string,
  listed?: Promise<readonly string[] | undefined>,
): Promise<UnseenModules> {
  const entries = (await listed) ?? (await listUnseen(workspaceRoot));
  const pathsOf = (isTracked: boolean) =>
    entries.filter((entry) => entry.startsWith('? ') !== isTracked).map((entry) => entry.slice(2));
  const isThere = (file: string) => isModule(file) && existsSync(join(workspaceRoot, file));
  return {
    ignored: pathsOf(false)
      .filter((entry) => isSource(entry, workspaceRoot))
      .sort(),
    hidden: pathsOf(true).filter(isThere).sort(),
  };
}

/** Hashes of modules that Nx has none of. */
export function hashHiddenModules(
  workspaceRoot: string,
  modules: readonly string[],
): Map<string, string> {
  const hashOf = (file: string) =>
    createHash('sha256')
      .update(readFileSync(join(workspaceRoot, file)))
      .digest('hex');
  return new Map(
    modules
      .filter((file) => existsSync(join(workspaceRoot, file)))
      .map((file) => [file, hashOf(file)]),
  );
}

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

/**
 * Modules that git ignores, as generated ones often are: Nx hashes them only when they are named. Relative
 * to the root, sorted; a folder that is ignored as a whole ends with a slash.
 */
export async function findIgnoredModules(workspaceRoot: string): Promise<string[]> {
  const entries = await gitFiles(workspaceRoot, ['--others', '--ignored', '--directory']);
  return (entries ?? []).filter((entry) => isSource(entry, workspaceRoot)).sort();
}

/**
 * Modules that git tracks although a rule of its ignore files matches them, as `lib/` and `build/` of common rules do: Nx sees
 * and hashes none of them, and for all tools they are sources like any other. Relative to the root, sorted.
 */
export async function findHiddenModules(workspaceRoot: string): Promise<string[]> {
  const tracked = await gitFiles(workspaceRoot, ['--cached', '--ignored']);
  const isThere = (file: string) => isModule(file) && existsSync(join(workspaceRoot, file));
  return (tracked ?? []).filter(isThere).sort();
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

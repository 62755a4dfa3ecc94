import { lstatSync, readlinkSync, realpathSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { isInside } from '../paths.js';
import { gitFiles } from '../process/git-files.js';
import { ignoredFiles } from '../process/ignored-files.js';
import type { WorkspaceLink } from '../project/links.js';

/** Links are usual there, and no tool reads what is behind them as the project's. */
const passedOver = /(^|\/)(\.venv|venv|node_modules|\.nx|__pycache__|\.git)(\/|$)/;

const linkMode = '120000';

/** Whether an entry of git's list may be a link now: changed and new files may have become one. */
function mayBeLink(entry: string): boolean {
  return entry.startsWith(linkMode, 2) || entry.startsWith('C ') || entry.startsWith('? ');
}

/** Behind the tag come mode, object and stage, and a tab; of a new file only its path. */
function pathOf(entry: string): string {
  const tab = entry.indexOf('\t');
  return entry.startsWith('? ') ? entry.slice(2) : entry.slice(tab + 1);
}

/**
 * Paths that may be links. Git knows for tracked files without a look at each, and its walk for new
 * ones takes place in a process of its own, beside Nx's.
 */
async function candidates(workspaceRoot: string): Promise<string[]> {
  const entries = await gitFiles(workspaceRoot, ['-t', '--stage', '--modified', '--others']);
  const paths = (entries ?? []).filter(mayBeLink).map(pathOf);
  return [...new Set(paths)].filter((path) => !passedOver.test(path)).sort();
}

function isLink(path: string): boolean {
  try {
    return lstatSync(path).isSymbolicLink();
  } catch {
    return false;
  }
}

/** A path without links, as far as it exists. */
function withoutLinks(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return dirname(path) === path
      ? path
      : join(withoutLinks(dirname(path)), path.slice(dirname(path).length));
  }
}

/** Where a link leads; undefined where there is nothing (yet), or a circle. */
function readLink(workspaceRoot: string, path: string): WorkspaceLink | undefined {
  const file = join(workspaceRoot, path);
  let real: string | undefined;
  try {
    real = realpathSync.native(file);
  } catch {
    // Nothing is there. What is not in the workspace may be there on another machine.
  }
  try {
    const lexical = resolve(withoutLinks(dirname(file)), readlinkSync(file));
    const target =
      relative(workspaceRoot, real ?? withoutLinks(lexical))
        .split(sep)
        .join('/') || '.';
    if (!isInside(target, '.')) return { path, target, problem: 'outside' };
    return real === undefined ? undefined : { path, target };
  } catch {
    return undefined;
  }
}

/** Paths of all links that git does not ignore. As long as all names and their kinds are the same, and git's index, so are these. */
export async function listLinks(workspaceRoot: string): Promise<readonly string[]> {
  return (await candidates(workspaceRoot)).filter((path) => isLink(join(workspaceRoot, path)));
}

/**
 * All links of the workspace that neither git nor Nx ignore. Without git, none are looked for.
 *
 * @param listed - what {@link listLinks} gives now, where that is known
 */
export async function findLinks(
  workspaceRoot: string,
  listed?: Promise<readonly string[] | undefined>,
): Promise<WorkspaceLink[]> {
  const root = realpathSync.native(workspaceRoot);
  const paths = (await listed) ?? (await listLinks(root));
  const links = paths.flatMap((path) => readLink(root, path) ?? []);
  if (links.length === 0) return [];
  const names = links.flatMap(({ path, target, problem }) =>
    problem || target === '.' ? [path] : [path, target],
  );
  const ignored = await ignoredFiles([...new Set(names)], workspaceRoot);
  return links
    .filter(({ path }) => !ignored.has(path))
    .map((link) => (ignored.has(link.target) ? { ...link, problem: 'ignored' } : link));
}

import { SignalError } from '../errors.js';
import { directoryOf, isInside, joinPath, relativeInside, withAncestors } from '../paths.js';

/** A link that is tracked, or would be if it were added. Paths are relative to the workspace root. */
export interface WorkspaceLink {
  path: string;
  /** What it leads to in the end, without links; with `..` in front where that is not in the workspace. */
  target: string;
  /** Why nothing can be hashed there. */
  problem?: 'outside' | 'ignored' | undefined;
}

/** A link of a project. */
export interface ProjectLink {
  /** Relative to the project. */
  path: string;
  /** All that is reached through it, relative to the workspace root. */
  targets: string[];
}

/** What a link leads to, and what links in there lead to, and so on. */
function reached(link: WorkspaceLink, links: readonly WorkspaceLink[]): Set<WorkspaceLink> {
  const found = new Set([link]);
  for (const { target } of found) {
    for (const other of links) if (isInside(other.path, target)) found.add(other);
  }
  return found;
}

const hints = {
  outside: 'keep a copy of it in the workspace',
  ignored: 'take it out of the ignore files',
};

function refused(link: WorkspaceLink, through: WorkspaceLink): SignalError {
  const { path, target, problem = 'outside' } = through;
  const where = link === through ? '' : `, through the link ${path},`;
  const why = problem === 'outside' ? 'is not in the workspace' : 'is ignored by git or Nx';
  return new SignalError({
    code: 'LINK_REFUSED',
    message: `${link.path} is a link that leads${where} to ${target}, which ${why}, so a change there would go unnoticed.`,
    place: { file: link.path },
    hint: `${hints[problem]}; or, if no tool needs the link, ignore ${path} itself in .gitignore, or in .nxignore where it is tracked.`,
  });
}

/** Links by the folder of the project that they lie in. */
export function linksByProject(
  links: readonly WorkspaceLink[],
  directories: ReadonlySet<string>,
): Map<string, WorkspaceLink[]> {
  const result = new Map<string, WorkspaceLink[]>();
  for (const link of links) {
    const owner = withAncestors(directoryOf(link.path)).find((path) => directories.has(path));
    if (owner !== undefined) result.set(owner, [...(result.get(owner) ?? []), link]);
  }
  return result;
}

/**
 * The links of one project with all they lead to.
 *
 * @param own - its links
 * @param all - those of the workspace
 * @throws SignalError LINK_REFUSED for one that leads to what Nx does not hash
 */
export function projectLinks(
  directory: string,
  own: readonly WorkspaceLink[],
  all: readonly WorkspaceLink[],
): ProjectLink[] {
  return own.map((link) => {
    const found = [...reached(link, all)];
    const through = found.find(({ problem }) => problem !== undefined);
    if (through) throw refused(link, through);
    return {
      path: relativeInside(link.path, directory),
      targets: found.map(({ target }) => target),
    };
  });
}

/** So many links on the way to one file: a loop of folders has no end. */
const deepest = 8;

/**
 * Files under the names they have through links, each with the name that it has without.
 *
 * @param files - relative to the workspace root
 */
export function filesBehind(
  links: readonly WorkspaceLink[],
  files: readonly string[],
): Map<string, string> {
  const found = new Map<string, string>();
  const usable = links.filter(({ path, target, problem }) => !problem && !isInside(path, target));
  let latest = new Map(files.map((file) => [file, file]));
  for (let depth = 0; usable.length > 0 && latest.size > 0 && depth < deepest; depth += 1) {
    const next = new Map<string, string>();
    for (const { path, target } of usable) {
      for (const [name, real] of latest) {
        if (!isInside(name, target)) continue;
        const alias = name === target ? path : joinPath(path, relativeInside(name, target));
        if (!found.has(alias)) next.set(alias, real);
      }
    }
    for (const [alias, real] of next) found.set(alias, real);
    latest = next;
  }
  return found;
}

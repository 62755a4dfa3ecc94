import { isInside, joinPath } from '../../paths.js';
import { type ConfigFiles, intoWorkspace } from '../../settings/config-lookup.js';

/** What the settings of a checker say is to be checked, as far as it does not see to that itself. */
export interface CheckerScope {
  /** Whether a file of the project is checked; the path is relative to the workspace root. */
  checks(file: string): boolean;
  /** What the project's own settings name beside its folder, relative to the root: paths or globs. */
  outside: readonly string[];
}

/** A path or a glob in settings, and the folder that it counts from. */
export interface NamedScope {
  folder: string;
  path: string;
}

/** A name in settings as seen from the workspace root; undefined where it depends on the machine. */
export function scopePath({ folder, path }: NamedScope, files: ConfigFiles): string | undefined {
  if (/^[/\\~]|^[A-Za-z]:|\$/.test(path)) return undefined;
  return intoWorkspace(joinPath(folder, path), files);
}

const parts: Record<string, string> = { '**': '(?:[^/]+/)*', '*': '[^/]*', '?': '[^/]' };

/** A glob over a path and all that is below it: `**` stands for folders, `*` and `?` for parts of a name. */
export function scopePattern(glob: string): RegExp {
  if (glob === '.') return /^/;
  const source = glob.replace(/\*\*(?:\/|$)|[*?]|[.+^${}()|[\]\\]/g, (found) => {
    if (found === '**') return '.*';
    return found.startsWith('**') ? (parts['**'] ?? '') : (parts[found] ?? `\\${found}`);
  });
  return new RegExp(`^(?:${source})(?:$|/)`);
}

/** What lies beside a project and inside the workspace, out of what its settings name. */
export function outsideOf(project: string, paths: readonly string[]): string[] {
  return paths.filter((path) => !path.startsWith('..') && !isInside(path, project));
}

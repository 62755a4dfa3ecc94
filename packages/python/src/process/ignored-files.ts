import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { directoryOf, withAncestors } from '../paths.js';
import { gitFiles } from './git-files.js';
import { runProcess } from './run-process.js';

/** So many paths are sure to fit into one command line. */
const batchSize = 200;

/** Git puts a path with unusual characters in quotes. */
function unquoted(line: string): string {
  try {
    return line.startsWith('"') ? (JSON.parse(line) as string) : line;
  } catch {
    return line;
  }
}

async function checkIgnore(options: string[], paths: string[], cwd: string): Promise<string[]> {
  const { exitCode, output } = await runProcess({
    command: 'git',
    isErrand: true,
    args: ['-c', 'core.quotePath=false', ...options, '--', ...paths],
    cwd,
    timeout: 60_000,
  });
  // 1 says that none is ignored, 128 that there is no repository (or no git, and no exit code).
  return exitCode === 0 ? output.split('\n').filter(Boolean).map(unquoted) : [];
}

/** Those of the files that are new to git or changed since they were added, and not ignored. */
export async function changedFiles(
  files: readonly string[],
  workspaceRoot: string,
): Promise<string[]> {
  const found = await gitFiles(workspaceRoot, ['--others', '--modified', '--', ...files]);
  return [...new Set(found)];
}

/**
 * Those of the files that git or Nx ignore: Nx hashes neither. Where there is no git, none is.
 *
 * @param files - relative to the workspace root
 */
export async function ignoredFiles(
  files: readonly string[],
  workspaceRoot: string,
): Promise<Set<string>> {
  const nxIgnore = join(workspaceRoot, '.nxignore');
  const checks = [
    ['check-ignore'],
    // Files that Nx ignores are tracked as a rule.
    ...(existsSync(nxIgnore)
      ? [['-c', `core.excludesFile=${nxIgnore}`, 'check-ignore', '--no-index']]
      : []),
  ];
  const found = new Set<string>();
  for (let start = 0; start < files.length; start += batchSize) {
    const paths = files.slice(start, start + batchSize);
    for (const options of checks) {
      for (const path of await checkIgnore(options, paths, workspaceRoot)) found.add(path);
    }
  }
  return found;
}

/** A list of paths as a question: a path that ends with a slash stands for all in it. */
function listed(entries: readonly string[]): (file: string) => boolean {
  const known = new Set(entries);
  return (file) =>
    known.has(file) || withAncestors(directoryOf(file)).some((folder) => known.has(`${folder}/`));
}

/**
 * Tells which of any files git or Nx ignore, as they are now: two calls of git at most, however many files are
 * asked for. Where there is no git, none is.
 */
export async function ignoredMatcher(workspaceRoot: string): Promise<(file: string) => boolean> {
  const byNx = existsSync(join(workspaceRoot, '.nxignore'))
    ? gitFiles(workspaceRoot, ['--cached', '--others', '--ignored', '--exclude-from=.nxignore'])
    : undefined;
  const byGit = gitFiles(workspaceRoot, ['--others', '--ignored', '--directory']);
  return listed([...((await byGit) ?? []), ...((await byNx) ?? [])]);
}

/** Where rules are that git and Nx have in common: in files of the workspace, or of the repository alone. */
const isShared = (source: string) =>
  /^(?!\/|[A-Za-z]:).*(?:\.gitignore|info\/exclude)$/.test(source);

/**
 * Those of some folders that are ignored as a whole, by rules of the repository itself. Git has others, of which not all
 * are Nx's.
 *
 * @param folders - relative to the workspace root
 * @returns undefined where there is no repository, or no git
 */
export async function ignoredFolders(
  folders: readonly string[],
  workspaceRoot: string,
): Promise<Set<string> | undefined> {
  if (folders.length === 0) return new Set();
  const { exitCode, output } = await runProcess({
    command: 'git',
    args: ['check-ignore', '--stdin', '-z', '--verbose'],
    input: folders.map((folder) => `${folder}\0`).join(''),
    cwd: workspaceRoot,
    timeout: 60_000,
  });
  if (exitCode !== 0 && exitCode !== 1) return undefined;
  const found = new Set<string>();
  const fields = output.split('\0');
  for (let at = 0; at + 3 < fields.length; at += 4) {
    const [source = '', , pattern = '', folder = ''] = fields.slice(at, at + 4);
    if (isShared(source) && !pattern.startsWith('!')) found.add(folder);
  }
  return found;
}

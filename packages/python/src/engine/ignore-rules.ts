import { existsSync, readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/** Files with rules about what is ignored, in whichever folder. */
export const ruleNames: ReadonlySet<string> = new Set(['.gitignore', '.ignore', '.nxignore']);

/** Text of a file; undefined where there is none. */
function textAt(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return undefined;
  }
}

/** Where a repository keeps what is its own, by its `.git`: that folder, or the one that this file names. */
function folderOf(git: string): string {
  const pointer = statSync(git, { throwIfNoEntry: false })?.isFile() ? textAt(git) : undefined;
  const named = /^gitdir: (.*)$/m.exec(pointer ?? '')?.[1];
  return named === undefined ? git : resolve(dirname(git), named);
}

/** Rules and settings that a repository has of its own, by its `.git`. */
export function rulesOfRepository(git: string): string[] {
  const folder = folderOf(git);
  const common = textAt(join(folder, 'commondir'));
  const folders = common === undefined ? [folder] : [folder, resolve(folder, common.trim())];
  const files = folders.flatMap((path) => [
    join(path, 'info', 'exclude'),
    join(path, 'config'),
    join(path, 'config.worktree'),
  ]);
  return [folder, ...files.map(ruleAt)];
}

/** A file with rules, as it is now. */
export const ruleAt = (path: string): string => JSON.stringify([path, textAt(path)]);

/** Files that settings of git name as rules for all repositories. */
function excludesFiles(settings: string | undefined, home: string): string[] {
  const named = (settings ?? '').matchAll(/^\s*excludesfile\s*=\s*"?\s*(\S+?)\s*"?\s*$/gim);
  return [...named].map(([, path = '']) => resolve(home, path.replace(/^~\//, `${home}/`)));
}

/** Rules that a user has for all repositories. */
function rulesOfUser(): string[] {
  const home = process.env['HOME'] || homedir();
  const settings = process.env['XDG_CONFIG_HOME'] || join(home, '.config');
  const files = [join(home, '.gitconfig'), join(settings, 'git', 'config')];
  const named = files.flatMap((file) => excludesFiles(textAt(file), home));
  return [...files, join(settings, 'git', 'ignore'), ...named].map(ruleAt);
}

/** The folders above one, nearest first. */
function above(folder: string): string[] {
  const next = dirname(folder);
  return next === folder ? [] : [next, ...above(next)];
}

/** The `.git` of each repository that a workspace is in, nearest first. */
const repositoriesAround = (workspaceRoot: string): string[] =>
  [workspaceRoot, ...above(workspaceRoot)]
    .map((folder) => join(folder, '.git'))
    .filter((git) => existsSync(git));

/** Git's list of tracked files for a workspace; undefined where it is in no repository. */
export function indexOf(workspaceRoot: string): string | undefined {
  const [git] = repositoriesAround(workspaceRoot);
  return git && join(folderOf(git), 'index');
}

/** All rules that decide from outside of a workspace what is ignored in it, as they are now. */
export function rulesAround(workspaceRoot: string): string {
  const repositories = repositoriesAround(workspaceRoot).flatMap((git) => [
    git,
    ...rulesOfRepository(git),
  ]);
  const inherited = above(workspaceRoot).flatMap((folder) =>
    [...ruleNames].map((name) => ruleAt(join(folder, name))),
  );
  return [...repositories, ...inherited, ...rulesOfUser()].join('\n');
}

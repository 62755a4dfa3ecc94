import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { listWorkspaceFiles } from '../nx-internal.js';
import { directoryOf, joinPath } from '../paths.js';
import { FolderNames } from '../settings/folder-names.js';

/** `src` of ruff's settings, in pyproject.toml and in files of its own. */
const sources = /^\s*(?:[\w."-]+\.)?src\s*=\s*\[([^\]]*)\]/gm;

/** Folders, or patterns of folders, whose names matter to ruff in some project. */
function sourcesIn(texts: Iterable<[string, unknown]>): string[] {
  return [...texts].flatMap(([file, text]) =>
    [...String(text).matchAll(sources)].flatMap(([, list = '']) =>
      [...list.matchAll(/["']([^"'\n]+)["']/g)].map(([, path = '']) =>
        joinPath(directoryOf(file), path),
      ),
    ),
  );
}

/** Folders that `import` can name, as far as nothing is known to lie in them. */
function unknownFolders(
  workspaceRoot: string,
  folder: string,
  known: ReadonlySet<string>,
): string[] {
  try {
    return readdirSync(join(workspaceRoot, folder), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && /^[\p{L}_][\p{L}\p{N}_]*$/u.test(entry.name))
      .filter(({ name }) => name !== 'node_modules' && !known.has(name))
      .map(({ name }) => joinPath(folder, name));
  } catch {
    return [];
  }
}

/**
 * A tracked file for each folder that holds neither Python nor configuration and lies where ruff looks for
 * first-party names: a folder counts for it, whatever is inside.
 *
 * @param files - the files that are known anyway
 * @param texts - all settings
 */
export async function otherFolders(
  workspaceRoot: string,
  files: readonly string[],
  texts: Iterable<[string, unknown]>,
): Promise<string[]> {
  const names = new FolderNames(files);
  const places = new Set(['.', 'src', ...sourcesIn(texts)].flatMap((path) => names.matching(path)));
  const unknown = [...places].flatMap((folder) =>
    unknownFolders(workspaceRoot, folder, new Set(names.in(folder))),
  );
  if (unknown.length === 0) return [];
  const found = await listWorkspaceFiles(
    workspaceRoot,
    unknown.map((folder) => `${folder}/**`),
  );
  return unknown.flatMap((folder) => found.find((file) => file.startsWith(`${folder}/`)) ?? []);
}

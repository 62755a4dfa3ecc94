import type { FileData, ProjectFileMap } from '@nx/devkit';

/** Nx's files with their content hashes. */
interface FileMap {
  projectFileMap: ProjectFileMap;
  nonProjectFiles: FileData[];
}

/** All of them by name. */
export function hashesIn({ projectFileMap, nonProjectFiles }: FileMap): Map<string, string> {
  const known = new Map<string, string>();
  for (const list of [...Object.values(projectFileMap), nonProjectFiles]) {
    for (const { file, hash } of list) known.set(file, hash);
  }
  return known;
}

/**
 * Content hashes of some files; a file that Nx does not track is left out.
 *
 * @param known - hashes of all files, as Nx has them
 * @param realFiles - names without links, of which alone Nx notices a change
 */
export function hashesOf(
  files: readonly string[],
  known: ReadonlyMap<string, string>,
  realFiles: ReadonlyMap<string, string> = new Map(),
): Map<string, string> {
  const hashes = new Map<string, string>();
  for (const file of files) {
    const hash = known.get(realFiles.get(file) ?? file);
    if (hash !== undefined) hashes.set(file, hash);
  }
  return hashes;
}

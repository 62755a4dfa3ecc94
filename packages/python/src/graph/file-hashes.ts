import type { FileData, ProjectFileMap } from '@nx/devkit';

/** Nx's files with their content hashes. */
interface FileMap {
  projectFileMap: ProjectFileMap;
  nonProjectFiles: FileData[];
}

/**
 * Content hashes of some files, as Nx has them; a file that Nx does not track is left out.
 *
 * @param realFiles - names without links, of which alone Nx notices a change
 */
export function hashesOf(
  files: readonly string[],
  { projectFileMap, nonProjectFiles }: FileMap,
  realFiles: ReadonlyMap<string, string> = new Map(),
): Map<string, string> {
  const known = new Map<string, string>();
  for (const list of [...Object.values(projectFileMap), nonProjectFiles]) {
    for (const { file, hash } of list) known.set(file, hash);
  }
  const hashes = new Map<string, string>();
  for (const file of files) {
    const hash = known.get(realFiles.get(file) ?? file);
    if (hash !== undefined) hashes.set(file, hash);
  }
  return hashes;
}

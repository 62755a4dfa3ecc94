import { type Table, tableAt, tablesAt, textAt } from '../../lock/toml-values.js';
import { joinPath } from '../../paths.js';
import type { KeptEntry } from '../lock/image-closure.js';
import { contextError } from './context-error.js';

/** What an image's closure takes from the disk, relative to the workspace root. */
export interface LocalSources {
  /** Folders of members and of path dependencies. */
  directories: string[];
  /** Wheels and source archives. */
  files: string[];
}

function inWorkspace(environment: string, path: string, entry: KeptEntry): string {
  const joined = path.startsWith('/') ? path : joinPath(environment, path);
  if (!joined.startsWith('/') && joined !== '..' && !joined.startsWith('../')) return joined;
  throw contextError(
    `The image needs ${entry.entry.name} from ${path}, which is outside the workspace.`,
    'move it into the workspace, or publish it to an index.',
    { file: joinPath(environment, 'uv.lock') },
  );
}

/** Archives by path: named as a source, or listed in an index that is a folder. */
function archivesOf(data: Table): string[] {
  const source = tableAt(data, 'source');
  const own = textAt(source, 'path');
  const registry = textAt(source, 'registry');
  const sdist = data['sdist'] === undefined ? [] : [tableAt(data, 'sdist')];
  const listed = [...tablesAt(data, 'wheels'), ...sdist].flatMap(
    (artifact) => textAt(artifact, 'path') ?? [],
  );
  return [
    ...(own === undefined ? [] : [own]),
    ...(registry === undefined ? [] : listed.map((path) => `${registry}/${path}`)),
  ];
}

/**
 * Folders and files that entries of a lock come from.
 *
 * @param packages - the lock's packages, parsed
 * @param environment - the lock's folder
 */
export function localSources(
  packages: readonly Table[],
  kept: readonly KeptEntry[],
  environment: string,
): LocalSources {
  const directories = kept.flatMap((entry) => {
    const { directory, name } = entry.entry;
    return directory === undefined || name === '.'
      ? []
      : [inWorkspace(environment, directory, entry)];
  });
  const files = kept.flatMap((entry) =>
    archivesOf(packages[entry.index] ?? {}).map((path) => inWorkspace(environment, path, entry)),
  );
  return { directories: [...new Set(directories)].sort(), files: [...new Set(files)].sort() };
}

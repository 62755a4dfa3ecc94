import { realpathSync, statSync } from 'node:fs';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { delimiter, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folder of the pytest plugin that notes reads; nothing else is in it. */
const pluginFolder = fileURLToPath(new URL('../../python/inputs', import.meta.url));

/** Stands in front of a path that was written. */
const writtenMark = '\u0001';

/** What the lists of a run say. */
export interface ReadLists {
  /** Files that were read, relative to the workspace root. */
  files: Set<string>;
  /** Files that were written and are still there, relative to the workspace root. */
  written: Set<string>;
  /** Whether a process of the run came to its end and wrote all it had read. */
  complete: boolean;
}

/** Arguments that make pytest note what it reads. */
export const noteArguments = ['-p', 'nx_signal_inputs'];

/**
 * Variables that make pytest find the plugin, and the plugin the folder for its lists.
 *
 * @param variables - those that the run would have without them
 */
export function noteVariables(
  { lists, workspaceRoot }: { lists: string; workspaceRoot: string },
  variables: NodeJS.ProcessEnv,
): Record<string, string> {
  const path = variables['PYTHONPATH'];
  return {
    PYTHONPATH: path ? `${path}${delimiter}${pluginFolder}` : pluginFolder,
    NX_SIGNAL_INPUTS: lists,
    NX_SIGNAL_INPUTS_ROOT: workspaceRoot,
  };
}

/** Makes the folder for the lists of a run, without those of another. */
export async function makeLists(lists: string): Promise<void> {
  await rm(lists, { recursive: true, force: true });
  await mkdir(lists, { recursive: true });
}

/** The file behind a path, without links; undefined when there is none (any more). */
function fileBehind(path: string): string | undefined {
  try {
    const real = realpathSync.native(path);
    return statSync(real).isFile() ? real : undefined;
  } catch {
    return undefined;
  }
}

/** Reads the lists of a run and deletes them. */
export async function takeLists(lists: string, workspaceRoot: string): Promise<ReadLists> {
  const names = await readdir(lists);
  const texts = await Promise.all(names.map((name) => readFile(join(lists, name), 'utf8')));
  await rm(lists, { recursive: true, force: true });
  const root = realpathSync.native(workspaceRoot);
  const paths = new Set(texts.flatMap((text) => text.split('\0')).filter((path) => path !== ''));
  const inWorkspace = (path: string) => {
    const real = fileBehind(path);
    return real?.startsWith(root + sep) ? [relative(root, real).split(sep).join('/')] : [];
  };
  const isWritten = (path: string) => path.startsWith(writtenMark);
  const files = [...paths].filter((path) => !isWritten(path)).flatMap(inWorkspace);
  // Bytecode is written beside every module.
  const written = [...paths]
    .filter((path) => isWritten(path) && !path.includes('__pycache__'))
    .flatMap((path) => inWorkspace(path.slice(writtenMark.length)));
  return {
    files: new Set(files),
    written: new Set(written),
    complete: names.some((name) => name.startsWith('main-')),
  };
}

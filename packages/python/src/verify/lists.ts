import { realpathSync, statSync } from 'node:fs';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { delimiter, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folder of the pytest plugin that notes reads; nothing else is in it. */
const pluginFolder = fileURLToPath(new URL('../../python/inputs', import.meta.url));

/** A variable that code of the workspace asked for, and the place that did so first. */
export interface VariableRead {
  name: string;
  /** Relative to the workspace root. */
  file: string;
  /** 1-based. */
  line: number;
}

/** What the lists of a run say. */
export interface ReadLists {
  /** Files that were read, relative to the workspace root. */
  files: Set<string>;
  /** Variables that were asked for by name, sorted, each once. */
  variables: VariableRead[];
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
  variables: Readonly<Record<string, string | undefined>>,
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
  const entries = new Set(texts.flatMap((text) => text.split('\0')).filter(Boolean));
  const inside = (path: string) => {
    const real = fileBehind(path);
    return real?.startsWith(root + sep) ? [relative(root, real).split(sep).join('/')] : [];
  };
  const paths = [...entries].filter((entry) => !entry.startsWith('$'));
  return {
    files: new Set(paths.flatMap(inside)),
    variables: variableReads(entries, inside),
    complete: names.some((name) => name.startsWith('main-')),
  };
}

/** Processes of a run each name a variable: the first place by name counts. */
function variableReads(
  entries: Iterable<string>,
  inside: (path: string) => string[],
): VariableRead[] {
  const found = new Map<string, VariableRead>();
  for (const entry of [...entries].sort()) {
    const [name = '', line, path = ''] = entry.slice(1).split('\t');
    if (!entry.startsWith('$') || found.has(name)) continue;
    for (const file of inside(path)) found.set(name, { name, file, line: Number(line) });
  }
  return [...found.values()];
}

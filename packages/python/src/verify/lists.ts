import { realpathSync, statSync } from 'node:fs';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { delimiter, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type DescribedPackages, packagesFile } from './packages.js';

/** Folder of the pytest plugin that notes reads; nothing else is in it. */
const pluginFolder = fileURLToPath(new URL('../../python/inputs', import.meta.url));

/** Stands in front of a path that was written. */
const writtenMark = '\u0001';

/** Stands in front of what was asked for and was not there. */
const missedMark = '%';

/** An import of what is outside the closure of a task. */
export interface NotedPackage {
  module: string;
  /** Its distribution; several with ` or ` between them where it cannot be determined which. */
  distribution: string;
  /**
   * The importing file, relative to the workspace root, or as it is if it is outside; undefined for
   * what pytest is told to load.
   */
  file: string | undefined;
  /** The importing code is installed: it may go on without. */
  library?: true;
  /** Only type checkers read it. */
  onlyTypes?: true;
  /** 1-based. */
  line: number;
}

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
  /** Files that were written and are still there, relative to the workspace root. */
  written: Set<string>;
  /** Variables that were asked for by name, sorted, each once. */
  variables: VariableRead[];
  /** Hidden variables that a library asked for, sorted; `*` where somebody took all there are. */
  missed: string[];
  /** Whether a process of the run came to its end and wrote all it had read. */
  complete: boolean;
  packages: NotedPackage[];
  /** Modules of libraries that were imported, but for those deep inside of packages. */
  modules: string[];
  /** Plugins that pytest would have loaded by itself, and that were kept from it. */
  hiddenPlugins: string[];
}

/** Arguments that make pytest note what it reads. */
export const noteArguments = ['-p', 'nx_signal_inputs'];

/**
 * Variables that make pytest find the plugin, and the plugin the folder for its lists.
 *
 * @param variables - those that the run would have without them
 * @param hidden - names of those that it does not get
 */
export function noteVariables(
  { lists, workspaceRoot }: { lists: string; workspaceRoot: string },
  variables: Readonly<Record<string, string | undefined>>,
  hidden: readonly string[] = [],
): Record<string, string> {
  const path = variables['PYTHONPATH'];
  return {
    ...(hidden.length > 0 ? { [hiddenNames]: hidden.join(' ') } : {}),
    PYTHONPATH: path ? `${path}${delimiter}${pluginFolder}` : pluginFolder,
    NX_SIGNAL_INPUTS: lists,
    NX_SIGNAL_INPUTS_ROOT: workspaceRoot,
  };
}

/** The variable that tells the plugin which names were taken away. */
const hiddenNames = 'NX_SIGNAL_INPUTS_HIDDEN';

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

const isInstalled = /[\\/]site-packages[\\/]/;

function parseNote(
  text: string,
  inWorkspace: (path: string) => string | undefined,
): NotedPackage | undefined {
  const [module, distribution, path, line] = text.split('\t');
  if (module === undefined || distribution === undefined || path === undefined) return undefined;
  const inside = inWorkspace(path);
  return {
    module,
    distribution,
    file: path === '' ? undefined : (inside ?? path),
    line: Number(line),
    ...(path !== '' && (inside === undefined || isInstalled.test(path)) ? { library: true } : {}),
  };
}

/** Reads the lists of a run and deletes them. */
export async function takeLists(lists: string, workspaceRoot: string): Promise<ReadLists> {
  const names = await readdir(lists);
  const all = await Promise.all(
    names.map(
      async (name): Promise<[string, string]> => [name, await readFile(join(lists, name), 'utf8')],
    ),
  );
  await rm(lists, { recursive: true, force: true });
  const root = realpathSync.native(workspaceRoot);
  const inWorkspace = (path: string) => {
    const real = fileBehind(path);
    return real?.startsWith(root + sep) ? relative(root, real).split(sep).join('/') : undefined;
  };
  const entries = (kind: RegExp) =>
    new Set(
      all.flatMap(([name, text]) => (kind.test(name) ? text.split('\0').filter(Boolean) : [])),
    );
  const reads = entries(/^(main|fork)-/);
  const marks = ['$', missedMark, writtenMark];
  const missed = [...reads].filter((entry) => entry.startsWith(missedMark));
  const paths = [...reads].filter((entry) => !marks.some((mark) => entry.startsWith(mark)));
  // Bytecode is written beside every module.
  const written = [...reads].filter(
    (entry) => entry.startsWith(writtenMark) && !entry.includes('__pycache__'),
  );
  const described = all.find(([name]) => name === packagesFile)?.[1];
  return {
    files: new Set(paths.flatMap((path) => inWorkspace(path) ?? [])),
    written: new Set(written.flatMap((entry) => inWorkspace(entry.slice(1)) ?? [])),
    variables: variableReads(reads, inWorkspace),
    missed: missed.map((entry) => entry.slice(1)).sort(),
    complete: names.some((name) => name.startsWith('main-')),
    packages: [...entries(/^packages-/)].flatMap((text) => parseNote(text, inWorkspace) ?? []),
    modules: [...entries(/^modules-/)],
    hiddenPlugins: described ? (JSON.parse(described) as DescribedPackages).plugins : [],
  };
}

/** Processes of a run each name a variable: the first place by name counts. */
function variableReads(
  entries: Iterable<string>,
  inWorkspace: (path: string) => string | undefined,
): VariableRead[] {
  const found = new Map<string, VariableRead>();
  for (const entry of [...entries].sort()) {
    const [name = '', line, path = ''] = entry.slice(1).split('\t');
    if (!entry.startsWith('$') || found.has(name)) continue;
    const file = inWorkspace(path);
    if (file !== undefined) found.set(name, { name, file, line: Number(line) });
  }
  return [...found.values()];
}

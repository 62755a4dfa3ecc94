import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dataFolder } from '../data-folder.js';
import { formatError, SignalError } from '../errors.js';
import { KnownLocks } from '../lock/known-locks.js';
import { lockNodeVersion } from '../lock/lock.js';
import { pluginVersion } from '../options/plugin-version.js';
import type { ProjectOptions, WorkspaceOptions } from '../options/schema.js';
import { ignoredFiles } from '../process/ignored-files.js';
import { type Pyproject, valueAt } from '../toml/pyproject.js';
import { lineOfKey } from '../toml/toml-position.js';
import { generatedModules } from './generated-modules.js';
import type { KnownLists } from './git-lists.js';
import { derivePythonGraph, type PythonGraph } from './python-graph.js';
import { readWorkspace, sameFiles, type WorkspaceFiles } from './read-workspace.js';

type Validation = typeof import('../options/validate.js');

/** The checks of options. Their library takes longer to load than all else: most workspaces set none. */
async function loadValidation(
  files: WorkspaceFiles,
  raw: unknown,
): Promise<Validation | undefined> {
  const isSet = raw !== undefined && Object.keys(raw as object).length > 0;
  const isMentioned = () =>
    [...files.pyprojectTexts.values()].some(
      (text) => typeof text === 'string' && text.includes('nx-signal'),
    );
  return isSet || isMentioned() ? await import('../options/validate.js') : undefined;
}

/** Options of nx.json; a mistake there concerns every project, so Nx gets to say it. */
function workspaceOptions(validation: Validation | undefined, raw: unknown): WorkspaceOptions {
  try {
    const source = { file: 'nx.json', prefix: 'plugins.options' };
    return validation?.validateWorkspaceOptions(raw, source) ?? {};
  } catch (error) {
    // Nx prints the message alone, and place and hint belong to it.
    throw error instanceof SignalError ? new Error(formatError(error)) : error;
  }
}

/** Paths that arguments name and that Nx does not hash. Few workspaces name any. */
async function ignoredArguments({ workspace }: PythonGraph, root: string): Promise<Set<string>> {
  const named = workspace.projects.flatMap(({ argumentReads }) =>
    Object.values(argumentReads).flatMap(({ paths }) => paths),
  );
  return await ignoredFiles([...new Set(named)], root);
}

interface Built {
  files: WorkspaceFiles;
  options: string;
  graph: PythonGraph;
}

const knownLocks = new KnownLocks(`${pluginVersion} ${lockNodeVersion}`);

/** The graph of the last call: an edited module changes no text that the graph is made from. */
let built: Built | undefined;

/** Reads the workspace and derives its graph; the same one again while nothing it is made from changed. */
export async function buildGraph(workspaceRoot: string, rawOptions: unknown): Promise<PythonGraph> {
  const files = await readWorkspace(workspaceRoot, rawOptions);
  const options = JSON.stringify(rawOptions ?? {});
  if (built?.options === options && sameFiles(built.files, files)) return built.graph;
  const validation = await loadValidation(files, rawOptions);
  const validateProject = ({ file, text, data }: Pyproject): ProjectOptions =>
    validation?.validateProjectOptions(valueAt(data, 'tool.nx-signal'), {
      file,
      prefix: 'tool.nx-signal',
      lineOf: (key) => lineOfKey(text, key),
    }) ?? {};
  const checked = workspaceOptions(validation, rawOptions);
  await knownLocks.load(join(dataFolder(workspaceRoot), 'locks.json'));
  const derived = derivePythonGraph(files, checked, validateProject, knownLocks);
  knownLocks.save();
  const graph = {
    ...derived,
    ignoredArguments: await ignoredArguments(derived, workspaceRoot),
    generated: generatedModules(
      files.ignoredModules,
      files.hiddenModules,
      derived.workspace.projects,
      workspaceRoot,
    ),
    hiddenModules: files.hiddenModules,
  };
  built = { files, options, graph };
  return graph;
}

/**
 * Whether the graph of the last call would be made again, as far as that is not decided by files that Nx tracks. Where
 * it goes by more than names of what is ignored, it counts as another one.
 *
 * @param lists - what git tells, where that is known
 */
export async function isSameWorkspace(
  workspaceRoot: string,
  rawOptions: unknown,
  lists?: KnownLists,
): Promise<boolean> {
  if (built === undefined || built.options !== JSON.stringify(rawOptions ?? {})) return false;
  const { files, graph } = built;
  const unseen = [...graph.ignoredArguments, ...graph.generated, ...files.hiddenModules];
  const isSeen = unseen.length === 0 && files.links.length === 0;
  return isSeen && sameFiles(files, await readWorkspace(workspaceRoot, rawOptions, lists));
}

function namesItself(text: string): boolean {
  try {
    return Boolean(JSON.parse(text)?.name);
  } catch {
    // With comments, which Nx allows, or broken, which Nx reports.
    return /"name"\s*:\s*"[^"]/.test(text);
  }
}

/** A name for a root that no other file names: Nx refuses a graph with a nameless project. */
export function rootName(
  workspaceRoot: string,
  taken: ReadonlySet<string> = new Set(),
): string | undefined {
  const isNamed = ['package.json', 'project.json'].some((file) => {
    const path = join(workspaceRoot, file);
    return existsSync(path) && namesItself(readFileSync(path, 'utf8'));
  });
  return isNamed
    ? undefined
    : ['workspace', 'workspace-root', '(root)'].find((name) => !taken.has(name));
}

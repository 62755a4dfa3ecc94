import { join } from 'node:path';
import type { CreateDependencies, CreateNodes, NxPlugin } from '@nx/devkit';
import { refreshKeys } from './audit/refresh-keys.js';
import { dataFolder } from './data-folder.js';
import { recordRunBefore } from './explain/record-current-run.js';
import { buildOrder } from './graph/build-order.js';
import { createDependenciesFrom } from './graph/create-dependencies.js';
import { hashesIn, hashesOf } from './graph/file-hashes.js';
import { importingFiles } from './graph/import-edges.js';
import { seenProjects } from './graph/seen-projects.js';
import { ScanStore } from './imports/scan-store.js';
import { hashWorkspaceFiles, targetDefaultsReader } from './nx-internal.js';
import { keepNxRecord } from './report/history/kept-records.js';
import { createNodesFrom } from './targets/create-nodes.js';
import { takenNames } from './targets/project-nodes.js';
import { hasPatterns, mayReplace } from './targets/replaced-inputs.js';
import { buildGraph, isSameWorkspace, rootName } from './workspace/build-graph.js';
import { hashHiddenModules } from './workspace/find-ignored-modules.js';
import { type KnownLists, askGit as listByGit } from './workspace/git-lists.js';
import type { PythonGraph } from './workspace/python-graph.js';

/** The graph of the last `createNodes`; `createDependencies` runs in the same process after it. */
let latest: PythonGraph | undefined;

/** How many graphs this process has begun to make. */
let made = 0;

/** Tells one graph of this process from the next. */
export function graphNumber(): number {
  return made;
}

/** Infers targets for every project, whichever file names it, and nodes for every lock. */
export const createNodes: CreateNodes = [
  '**/{pyproject.toml,setup.cfg,setup.py,uv.lock,poetry.lock,pdm.lock,pylock.toml,*requirements*.txt}',
  async (_files, options, { workspaceRoot, nxJsonConfiguration }) => {
    made += 1;
    const [graph] = await Promise.all([
      buildGraph(workspaceRoot, options),
      recordRunBefore(workspaceRoot),
      keepNxRecord(workspaceRoot),
    ]);
    latest = graph;
    await refreshKeys(workspaceRoot, graph);
    const defaults = nxJsonConfiguration?.targetDefaults ?? {};
    const isChecked = mayReplace(defaults) || hasPatterns(graph.nxProjects);
    const checked = isChecked ? { defaults, read: await targetDefaultsReader() } : undefined;
    const packed = await scansOf(graph, workspaceRoot, await hashWorkspaceFiles(workspaceRoot));
    const seen = seenProjects(graph, packed, nxJsonConfiguration ?? {});
    const name = rootName(workspaceRoot, takenNames(graph));
    return createNodesFrom(graph, name, seen, checked, buildOrder(graph));
  },
];

const scans = new ScanStore();

/** Packed imports by file, of all files that import something that matters. */
async function scansOf(
  { workspace, realFiles, hiddenModules }: PythonGraph,
  workspaceRoot: string,
  fromNx: ReadonlyMap<string, string>,
): Promise<Map<string, string>> {
  const known = new Map([...fromNx, ...hashHiddenModules(workspaceRoot, hiddenModules)]);
  await scans.load(join(dataFolder(workspaceRoot), 'imports.json'));
  return await scans.scan(workspaceRoot, hashesOf(importingFiles(workspace), known, realFiles));
}

/** Edges between projects, and from projects into the lock. */
export const createDependencies: CreateDependencies = async (
  options,
  { projects, workspaceRoot, fileMap },
) => {
  latest ??= await buildGraph(workspaceRoot, options);
  const names = new Map(Object.entries(projects).map(([name, { root }]) => [root, name]));
  const packed = await scansOf(latest, workspaceRoot, hashesIn(fileMap));
  return createDependenciesFrom(latest, names, packed);
};

/** What git tells of a workspace; whether it would tell the same as long as names, rules and its index are the same. */
export async function askGit(workspaceRoot: string): Promise<{ isLasting: boolean }> {
  return await listByGit(workspaceRoot);
}

/**
 * Whether the graph that was made last would be made again, as far as that is not decided by files that Nx tracks, of
 * which these have other contents than they had. What else is done when it is made has been done then.
 *
 * @param edited - Python files
 * @param lists - what {@link askGit} gives now, where that is known
 */
export async function isSameGraph(
  workspaceRoot: string,
  options: unknown,
  edited: readonly string[] = [],
  lists?: Promise<{ isLasting: boolean } | undefined>,
): Promise<boolean> {
  if (
    latest === undefined ||
    !(await isSameWorkspace(workspaceRoot, options, lists as KnownLists | undefined))
  )
    return false;
  if (!scans.hasSame(workspaceRoot, edited)) return false;
  await refreshKeys(workspaceRoot, latest);
  if (edited.length > 0)
    await Promise.all([recordRunBefore(workspaceRoot), keepNxRecord(workspaceRoot)]);
  return true;
}

/**
 * No hook around tasks: with one, Nx starts the plugin's worker anew on every run, which takes longer
 * than all else in a run that replays everything.
 */
const plugin: NxPlugin = {
  name: '@nx-signal/python',
  createNodes,
  createDependencies,
};
export default plugin;

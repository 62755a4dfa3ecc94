import { existsSync } from 'node:fs';
import { join } from 'node:path';
// Types only: Nx asks before runs of tasks, which need not wait for all of @nx/devkit to load.
import type { Tree } from '@nx/devkit';
import { dataFolder } from '../../data-folder.js';
import { type Installed, readInstalled } from '../../environment/installed.js';
import { environmentPath } from '../../environment/locate.js';
import { formatError, SignalError } from '../../errors.js';
import { declaredEdges } from '../../graph/declared-edges.js';
import { hashesOf } from '../../graph/file-hashes.js';
import { importedEdges, importingFiles, moduleFilesByProject } from '../../graph/import-edges.js';
import { isGuardedImport } from '../../imports/guarded-import.js';
import { ScanStore } from '../../imports/scan-store.js';
import { hashWorkspaceFiles, readNxSettings } from '../../nx-internal.js';
import { registeredOptions } from '../../options/registered-options.js';
import { allEdges, findUndeclared } from '../../sync/find-undeclared.js';
import { editableFiles, planSync, type SyncPlan } from '../../sync/plan-sync.js';
import { lockEnvironment } from '../../uv/lock-environment.js';
import { buildGraph } from '../../workspace/build-graph.js';

/** What Nx expects of a sync generator. */
export interface SyncResult {
  outOfSyncMessage: string;
  outOfSyncDetails: string[];
  /** Runs once the files are written. */
  callback: () => Promise<void>;
}

/** Kept between calls, for Nx's daemon asks again after every change of a file. */
const scans = new ScanStore();

/** What is installed for a folder's lock; undefined where its environment is not there or elsewhere. */
function installedAt(workspaceRoot: string, environment: string): Installed | undefined {
  const folder = environmentPath(workspaceRoot, environment);
  const installed = readInstalled(folder, dataFolder(workspaceRoot));
  return installed.distributions.length > 0 ? installed : undefined;
}

async function planFor(tree: Tree): Promise<SyncPlan> {
  const graph = await buildGraph(tree.root, registeredOptions(await readNxSettings(tree.root)));
  const { workspace } = graph;
  const known = await hashWorkspaceFiles(tree.root);
  const hashes = hashesOf(importingFiles(workspace), known, graph.realFiles);
  await scans.load(join(dataFolder(tree.root), 'imports.json'));
  const texts = editableFiles(workspace).flatMap((file): [string, string][] => {
    const text = tree.read(file, 'utf8');
    return text === null ? [] : [[file, text]];
  });
  const packed = await scans.scan(tree.root, hashes);
  const { all: declared } = declaredEdges(graph);
  const edges = importedEdges(graph, packed, declared);
  const modules = moduleFilesByProject(workspace);
  const undeclared = findUndeclared({
    graph,
    edges: allEdges(declared, edges),
    scans: packed,
    modules,
    installed: (environment) => installedAt(tree.root, environment),
    isGuarded: (file, line) => isGuardedImport(tree.read(file, 'utf8') ?? '', line),
  });
  return planSync({ workspace, edges, modules, texts: new Map(texts), undeclared });
}

/** Brings each lock up to date; what Nx prints of an error is its message alone. */
async function refreshLocks(workspaceRoot: string, environments: readonly string[]): Promise<void> {
  try {
    for (const environment of environments) {
      const hasLock = existsSync(join(workspaceRoot, environment, 'uv.lock'));
      if (hasLock) await lockEnvironment(workspaceRoot, environment);
    }
  } catch (error) {
    throw error instanceof SignalError ? new Error(formatError(error)) : error;
  }
}

/** Whether somebody reads what this process prints: neither in the daemon nor on the way to tasks. */
function isAskedFor(options: unknown): boolean {
  return options !== undefined || /^sync(:check)?$/.test(process.argv[2] ?? '');
}

function printNotes({ notes }: SyncPlan): void {
  if (notes.length > 0)
    console.warn(['Left to you:', ...notes.map((note) => `  ${note}`)].join('\n'));
}

/**
 * Makes declarations follow imports: declares siblings that are imported, completes the lists of
 * first-party folders and modules that ruff and type checkers have, and refreshes the lock. Nothing is
 * removed. Writes to the tree only; the lock is refreshed once Nx has written the files.
 *
 * @param options - given by `nx generate` only, which expects a function back
 */
export async function syncGenerator(
  tree: Tree,
  options?: object,
): Promise<SyncResult | (() => Promise<void>) | undefined> {
  const plan = await planFor(tree);
  for (const [file, text] of plan.texts) tree.write(file, text);
  if (isAskedFor(options)) printNotes(plan);
  const callback = () => refreshLocks(tree.root, plan.environments);
  if (options !== undefined) {
    if (plan.changes.length > 0) console.log(plan.changes.join('\n'));
    return callback;
  }
  if (plan.texts.size === 0) return undefined;
  return {
    outOfSyncMessage: 'Some Python projects import packages that they do not declare.',
    outOfSyncDetails: [...plan.changes, ...plan.notes],
    callback,
  };
}

export default syncGenerator;

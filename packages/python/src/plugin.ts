import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import type {
  CreateDependencies,
  CreateNodes,
  NxPlugin,
  PreTasksExecution,
  PreTasksExecutionContext,
} from '@nx/devkit';
import { dataFolder } from './data-folder.js';
import { announceInterpreters } from './environment/announce-interpreters.js';
import {
  bailVariable,
  parallelVariable,
  parseBail,
  parseParallel,
} from './executors/check/run-settings.js';
import { declaredVariables } from './explain/declared-variables.js';
import { recordRun } from './explain/record-run.js';
import { buildGraph, rootName } from './graph/build-graph.js';
import { createDependenciesFrom } from './graph/create-dependencies.js';
import { createNodesFrom } from './graph/create-nodes.js';
import { interpreterVariable } from './graph/environments.js';
import { hashesOf } from './graph/file-hashes.js';
import { importingFiles } from './graph/import-edges.js';
import type { PythonGraph } from './graph/python-graph.js';
import { ScanStore } from './imports/scan-store.js';
import { cacheFolder } from './nx-internal.js';

/** The graph of the last `createNodes`; `createDependencies` runs in the same process after it. */
let latest: PythonGraph | undefined;

/** Infers targets for every pyproject.toml that names a project, and nodes for every lock. */
export const createNodes: CreateNodes = [
  '**/{pyproject.toml,uv.lock,poetry.lock,pdm.lock,pylock.toml}',
  async (_files, options, { workspaceRoot }) => {
    latest = await buildGraph(workspaceRoot, options);
    return createNodesFrom(latest, rootName(workspaceRoot));
  },
];

const scans = new ScanStore();

/** Edges between projects, and from projects into the lock. */
export const createDependencies: CreateDependencies = async (
  options,
  { projects, workspaceRoot, fileMap },
) => {
  latest ??= await buildGraph(workspaceRoot, options);
  const names = new Map(Object.entries(projects).map(([name, { root }]) => [root, name]));
  const hashes = hashesOf(importingFiles(latest.workspace), fileMap);
  await scans.load(join(dataFolder(workspaceRoot), 'imports.json'));
  return createDependenciesFrom(latest, names, await scans.scan(workspaceRoot, hashes));
};

/** Lets `nx-signal explain` know what this run starts from. A failure of it is no failure of the run. */
async function recordStart(
  { workspace }: PythonGraph,
  interpreters: readonly string[],
  { workspaceRoot, argv, nxJsonConfiguration }: PreTasksExecutionContext,
): Promise<void> {
  try {
    const declared = declaredVariables(workspace.projects.map((facts) => facts.options));
    recordRun(
      { cache: await cacheFolder(), workspaceData: dirname(dataFolder(workspaceRoot)) },
      { argv, nxJson: nxJsonConfiguration, variables: [...interpreters, ...declared] },
    );
  } catch (error) {
    if (process.env['NX_VERBOSE_LOGGING'] === 'true') console.error(error);
  }
}

/** Puts what the hash needs to know about interpreters into the environment of the run. */
export const preTasksExecution: PreTasksExecution = async (options, context) => {
  const { workspaceRoot, argv } = context;
  latest ??= await buildGraph(workspaceRoot, options);
  const environments = new Set(latest.workspace.projects.map(({ environment }) => environment));
  const variables = [...environments].map((path): [string, string] => [
    path,
    interpreterVariable(path),
  ]);
  await announceInterpreters(workspaceRoot, new Map(variables));
  const parallel = parseParallel(argv, availableParallelism());
  if (parallel !== undefined) process.env[parallelVariable] = String(parallel);
  process.env[bailVariable] = String(parseBail(argv));
  const names = variables.map(([, name]) => name);
  await recordStart(latest, names, context);
};

const plugin: NxPlugin = {
  name: '@nx-signal/python',
  createNodes,
  createDependencies,
  preTasksExecution,
};
export default plugin;

import { detectPackageManager, getPackageManagerCommand, readNxJson, type Tree } from '@nx/devkit';
import { isAuditSetUp } from '../../audit/source.js';
import { listWorkspaceFiles } from '../../nx-internal.js';
import { mergeOptions } from '../../options/merge.js';
import { registeredOptions } from '../../options/registered-options.js';
import { signalMembers } from '../../targets/aggregates.js';
import { buildGraph } from '../../workspace/build-graph.js';
import type { CiOptions } from './generator.js';
import type { Pipeline, RemoteCache } from './pipeline.js';
import { readRelease } from './read-release.js';

const dockerTarget = 'docker-build';
const nativeFiles = '**/*.{c,cc,cpp,cxx,pyx,rs}';

/** Plugins that are known to work in Nx's own process. */
const inProcessPlugins = new Set(['@nx-signal/python']);

function runsInProcess(tree: Tree): boolean {
  const plugins = readNxJson(tree)?.plugins ?? [];
  return plugins.every((plugin) =>
    inProcessPlugins.has(typeof plugin === 'string' ? plugin : plugin.plugin),
  );
}

/**
 * The commands of the workspace's package manager. None that runs a program may fetch it: a package of the program's
 * name may be a stranger's. Bun and npm are there as they are set up.
 */
function packageCommands(tree: Tree): Pick<Pipeline, 'install' | 'exec' | 'cached'> {
  const manager = detectPackageManager(tree.root);
  const { ciInstall, install, exec: usual } = getPackageManagerCommand(manager, tree.root);
  const exec = { npm: 'npx --no', bun: 'bunx --no-install' }[manager as string] ?? usual;
  // Without its lock, `npm ci` refuses, and the cache of its downloads has no key.
  if (manager === 'npm' && !tree.exists('package-lock.json'))
    return { install: [`${install} --no-audit --no-fund`], exec, cached: undefined };
  const prepare = {
    npm: [],
    pnpm: ['corepack enable'],
    yarn: ['corepack enable'],
    bun: ['npm install --global bun'],
  };
  return {
    install: [...(prepare[manager] ?? []), ciInstall ?? install],
    exec,
    cached: manager === 'npm' ? 'npm' : undefined,
  };
}

async function hasFiles(tree: Tree, glob: string): Promise<boolean> {
  return (await listWorkspaceFiles(tree.root, [glob])).length > 0;
}

/** What the workspace and the options make of a pipeline. */
export async function readPipeline(
  tree: Tree,
  options: CiOptions,
  remoteCache: RemoteCache,
): Promise<Pipeline> {
  const nxJson = readNxJson(tree);
  const graph = await buildGraph(tree.root, registeredOptions(nxJson));
  const { targetName } = mergeOptions(graph.options, {});
  const members = signalMembers.filter((kind) => kind !== 'audit' || isAuditSetUp(graph));
  return {
    branch: options.branch ?? nxJson?.defaultBase ?? 'main',
    ...packageCommands(tree),
    inProcess: runsInProcess(tree),
    signal: remoteCache === 'none' ? members.map(targetName) : [targetName('signal')],
    confidence: targetName('confidence'),
    contract: targetName('test:contract'),
    docker: (await hasFiles(tree, '**/Dockerfile')) ? dockerTarget : undefined,
    native: await hasFiles(tree, nativeFiles),
    services: options.services ?? [],
    remoteCache,
    shards: options.shards ?? 1,
    release: options.release ? readRelease(tree, graph) : undefined,
  };
}

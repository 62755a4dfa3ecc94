/**
 * Calls the hooks of the built plugin on a real workspace, in a process of its own as Nx does it, and
 * prints what each took. Usage: `drive.mjs WORKSPACE [FILE TO EDIT BETWEEN TWO GRAPHS]`.
 */
import { appendFileSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [root, edited] = process.argv.slice(2);
process.chdir(root);
process.env.NX_DAEMON = 'false';
// As in Nx's worker for a plugin, which this process stands in for.
global.NX_PLUGIN_WORKER = true;
const require = createRequire(join(root, 'package.json'));
const context = require('nx/src/utils/workspace-context.js');

/** Milliseconds on the clock, and of the processor: the second also holds on a busy machine. */
async function timed(times, name, work) {
  const start = performance.now();
  const usage = process.cpuUsage();
  const result = await work();
  const { user, system } = process.cpuUsage(usage);
  times[name] = { wall: performance.now() - start, cpu: (user + system) / 1000 };
  return result;
}

/** Projects by name, as Nx merges them out of what a plugin gives. */
function projectsOf(results) {
  const byRoot = new Map();
  for (const [, { projects = {} }] of results) {
    for (const [folder, project] of Object.entries(projects)) {
      byRoot.set(folder, { ...byRoot.get(folder), ...project, root: folder });
    }
  }
  return Object.fromEntries([...byRoot].map(([folder, node]) => [node.name ?? folder, node]));
}

async function graph(plugin) {
  const times = {};
  const files = await context.globWithWorkspaceContext(root, [plugin.createNodes[0]]);
  const nxJsonConfiguration = JSON.parse(readFileSync('nx.json', 'utf8'));
  const shared = { workspaceRoot: root, nxJsonConfiguration };
  const results = await timed(times, 'createNodes', () =>
    plugin.createNodes[1](files, undefined, shared),
  );
  const nonProjectFiles = await context.getAllFileDataInContext(root);
  const dependencies = await timed(times, 'createDependencies', () =>
    plugin.createDependencies(undefined, {
      ...shared,
      projects: projectsOf(results),
      externalNodes: {},
      fileMap: { projectFileMap: {}, nonProjectFiles },
      filesToProcess: { projectFileMap: {}, nonProjectFiles },
    }),
  );
  return { ...times, projects: results.length, dependencies: dependencies.length };
}

const load = {};
context.setupWorkspaceContext(root);
const entry = require.resolve('@nx-signal/python');
// Nx's plugin workers have it loaded by then.
require('@nx/devkit');
const plugin = await timed(load, 'load', () => import(pathToFileURL(entry).href));
const graphs = [await graph(plugin)];
if (edited) {
  appendFileSync(edited, '# one line more\n');
  context.updateFilesInContext(root, [edited], []);
  graphs.push(await graph(plugin));
}
console.log(JSON.stringify({ ...load, graphs }));
// Nx's native watcher would keep the process alive.
process.exit();

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { measure } from '../measure/process.mjs';
import { nxStep } from './nx.mjs';
import { ours } from './ours.mjs';

/** What Nx keeps of a graph, as a plugin would give it. */
function asPluginResult({ nodes, externalNodes, dependencies }) {
  const projects = Object.values(nodes).map(({ data }) => [data.root, data]);
  return {
    projects: Object.fromEntries(projects),
    externalNodes,
    dependencies: Object.values(dependencies).flat(),
  };
}

/** Lets our plugin infer the graph once, and keeps the answer for the plugin that only repeats it. */
function recordGraph(workspace) {
  const { status, output } = measure([nxStep(workspace, ['show', 'projects'])], workspace.root);
  if (status !== 0) throw new Error(`the graph could not be made.\n${output}`);
  const cached = join(workspace.root, '.nx', 'workspace-data', 'project-graph.json');
  const graph = JSON.parse(readFileSync(cached, 'utf8'));
  workspace.write('.idle-graph.json', JSON.stringify(asPluginResult(graph)));
}

/**
 * Nx with a plugin that does nothing: it reads the same tasks from a file. What a fully cached run
 * takes beyond it is what our plugin costs.
 *
 * @type {import('./index.mjs').Contender}
 */
export const idle = {
  ...ours,
  id: 'idle',
  title: 'Nx, a plugin that does nothing',
  finish: (workspace) => {
    recordGraph(workspace);
    const settings = { plugins: ['bench-idle-plugin'], analytics: false };
    writeFileSync(join(workspace.root, 'nx.json'), JSON.stringify(settings));
  },
};

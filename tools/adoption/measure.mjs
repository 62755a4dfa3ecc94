import { runCommands } from './commands.mjs';
import { compareEdges, readExpectedEdges } from './edges.mjs';
import { readLintAlone } from './lint-alone.mjs';
import { readGraph } from './nx.mjs';
import { readAffected, readSelection } from './selection.mjs';
import { readVerdicts } from './verdicts.mjs';
import { addNx } from './workspace.mjs';

/**
 * Measures one repository in a fresh checkout.
 *
 * @param {string} folder
 * @param {string} modules
 * @param {object} entry of the table
 * @param {{graph: boolean}} options
 */
export function measureRepository(folder, modules, entry, options) {
  const init = addNx(folder, modules, entry);
  const graph = readGraph(folder);
  const expected = readExpectedEdges(folder, graph.projects);
  const expectedEdges = Object.keys(expected).map((edge) => edge.split(' -> '));
  const isRun = !options.graph && !entry.graphOnly;
  // Without a lock an environment has to be there first.
  const lintAlone = isRun && !entry.environment ? readLintAlone(folder, entry) : undefined;
  if (isRun) runCommands(folder, entry.environment);
  const runs = isRun ? readVerdicts(folder, graph.projects, entry) : undefined;
  const before = Object.fromEntries((runs?.verdicts ?? []).map(({ task, green }) => [task, green]));
  return {
    commit: entry.commit,
    init,
    graph: {
      seconds: graph.seconds,
      projects: graph.projects,
      all: graph.all,
      edges: graph.edges.length,
      ...compareEdges(graph.edges, expected, entry.explained),
    },
    lintAlone,
    runs,
    selection: readSelection(folder, graph, expectedEdges, entry, before),
  };
}

/**
 * The graph of an earlier plugin, and what it selects for the edit that was measured with this one.
 *
 * @param {string} folder
 * @param {string} modules
 * @param {object} entry of the table
 * @param {{selection?: {file: string}} | undefined} now what this plugin gave
 * @returns {object} `failed` where that plugin can make no graph
 */
export function measureBefore(folder, modules, entry, now) {
  try {
    addNx(folder, modules, entry);
    const graph = readGraph(folder);
    const file = now?.selection?.file;
    return { graph, ...(file ? { selection: readAffected(folder, graph, file) } : {}) };
  } catch (error) {
    return { failed: error.message.slice(0, 2000) };
  }
}

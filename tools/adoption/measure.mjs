import { runCommands } from './commands.mjs';
import { compareEdges, readExpectedEdges } from './edges.mjs';
import { readGraph } from './nx.mjs';
import { readSelection } from './selection.mjs';
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
    runs,
    selection: readSelection(folder, graph, expectedEdges, entry, before),
  };
}

import { run } from '../setup/run.mjs';
import { compareEdges, readExpectedEdges } from './edges.mjs';
import { readGraph, shell } from './nx.mjs';
import { readSelection } from './selection.mjs';
import { readVerdicts } from './verdicts.mjs';
import { addNx } from './workspace.mjs';

/** What the repository's own readme says to do before anything runs; uv workspaces need nothing. */
function makeEnvironment(folder, commands = []) {
  for (const command of commands) run('bash', ['-c', command], { cwd: folder, env: shell() });
}

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
  if (!options.graph) makeEnvironment(folder, entry.environment);
  const runs = options.graph ? undefined : readVerdicts(folder, graph.projects, entry);
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

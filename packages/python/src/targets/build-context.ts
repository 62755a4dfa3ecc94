import type { BuildContext } from '../fingerprint/target-context.js';
import { isPlain } from '../globs.js';
import { isInside, joinPath, withAncestors } from '../paths.js';
import { isBuildable, mayCompile } from '../project/buildable.js';
import type { ProjectFacts } from '../project/facts.js';
import type { PythonGraph } from '../workspace/python-graph.js';

/** What the graph knows of the order of builds, for one project. */
export interface BuildOrder {
  before: readonly ProjectFacts[];
  required: readonly ProjectFacts[];
  shipped: readonly ProjectFacts[];
}

/** Folders of `dist` that hold other results. */
const taken = ['bundles', 'packages+', 'reports'];

/** What is asked about each project for many others. */
interface Places {
  /** Names that projects have in Nx, by their folders. */
  names: ReadonlyMap<string, string>;
  /** Folders with other projects inside. */
  around: ReadonlySet<string>;
}

const placesOf = new WeakMap<PythonGraph, Places>();

function readPlaces(graph: PythonGraph): Places {
  const known = placesOf.get(graph);
  if (known) return known;
  const named = graph.nxProjects.filter(({ isNamed }) => isNamed);
  const places = {
    names: new Map(named.map(({ root, name }) => [root, name])),
    around: new Set(
      graph.workspace.projects.flatMap(({ directory }) =>
        withAncestors(directory).filter((one) => one !== directory),
      ),
    ),
  };
  placesOf.set(graph, places);
  return places;
}

/**
 * Where the build of a project goes, relative to the workspace root. Nx replaces the folder as a whole, so that no
 * other one may be inside: what would hold the folders of other projects, or reports, goes to one beside them.
 */
function outputOf({ directory }: ProjectFacts, { around }: Places): string {
  const isTaken = taken.some((folder) => isInside(directory, folder));
  const isFree = directory !== '.' && !around.has(directory) && !isTaken && isPlain(directory);
  if (isFree) return joinPath('dist', directory);
  const name = directory.replaceAll('/', '+').replace(/[^\w.+@-]/g, '_');
  return `dist/packages+/${directory === '.' ? 'root' : name}`;
}

/** What the build of a project has to do with others. */
export function buildContext(
  facts: ProjectFacts,
  graph: PythonGraph,
  order: BuildOrder = { before: [], required: [], shipped: [] },
): BuildContext {
  const places = readPlaces(graph);
  const nameOf = ({ directory, node }: ProjectFacts) => places.names.get(directory) ?? node;
  const published = order.before.filter(({ options }) => options.target('nx-release-publish'));
  return {
    output: outputOf(facts, places),
    before: order.before.map((other) => ({
      project: nameOf(other),
      target: other.options.targetName('build'),
    })),
    publishedBefore: published.map(nameOf),
    required: order.required.map((other) => ({
      project: nameOf(other),
      directory: other.directory,
    })),
    // Nothing is shipped of what is no package.
    shipped: order.shipped
      .filter(({ installed }) => installed)
      .map((other) => ({
        project: nameOf(other),
        output: outputOf(other, places),
        target: isBuildable(other) ? other.options.targetName('build') : undefined,
      })),
    isCompiled: isBuildable(facts) && mayCompile(facts),
  };
}

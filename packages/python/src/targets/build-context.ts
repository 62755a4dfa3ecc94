import type { BuildContext } from '../fingerprint/target-context.js';
import { isPlain } from '../globs.js';
import { isInside, joinPath } from '../paths.js';
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

/**
 * Where the build of a project goes, relative to the workspace root. Nx replaces the folder as a whole, so that no
 * other one may be inside: what would hold the folders of other projects, or reports, goes to one beside them.
 */
function outputOf({ directory }: ProjectFacts, projects: readonly ProjectFacts[]): string {
  const isAround = projects.some(
    (other) => other.directory !== directory && isInside(other.directory, directory),
  );
  const isTaken = taken.some((folder) => isInside(directory, folder));
  const isFree = directory !== '.' && !isAround && !isTaken && isPlain(directory);
  if (isFree) return joinPath('dist', directory);
  const name = directory.replaceAll('/', '+').replace(/[^\w.+@-]/g, '_');
  return `dist/packages+/${directory === '.' ? 'root' : name}`;
}

/** What the build of a project has to do with others. */
export function buildContext(
  facts: ProjectFacts,
  { nxProjects, workspace: { projects } }: PythonGraph,
  order: BuildOrder = { before: [], required: [], shipped: [] },
): BuildContext {
  const nameOf = ({ directory, node }: ProjectFacts) => {
    const known = nxProjects.find(({ root }) => root === directory);
    return known?.isNamed ? known.name : node;
  };
  const published = order.before.filter(({ options }) => options.target('nx-release-publish'));
  return {
    output: outputOf(facts, projects),
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
        output: outputOf(other, projects),
        target: isBuildable(other) ? other.options.targetName('build') : undefined,
      })),
    isCompiled: isBuildable(facts) && mayCompile(facts),
  };
}

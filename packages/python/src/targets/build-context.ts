import type { BuildContext } from '../fingerprint/target-context.js';
import { isBuildable, mayCompile } from '../project/buildable.js';
import type { ProjectFacts } from '../project/facts.js';
import type { PythonGraph } from '../workspace/python-graph.js';

/** What the graph knows of the order of builds, for one project. */
export interface BuildOrder {
  before: readonly ProjectFacts[];
  required: readonly ProjectFacts[];
  shipped: readonly ProjectFacts[];
}

/** What the build of a project has to do with others. */
export function buildContext(
  facts: ProjectFacts,
  { nxProjects }: PythonGraph,
  order: BuildOrder = { before: [], required: [], shipped: [] },
): BuildContext {
  const nameOf = ({ directory, node }: ProjectFacts) => {
    const known = nxProjects.find(({ root }) => root === directory);
    return known?.isNamed ? known.name : node;
  };
  const published = order.before.filter(({ options }) => options.target('nx-release-publish'));
  return {
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
        directory: other.directory,
        target: isBuildable(other) ? other.options.targetName('build') : undefined,
      })),
    isCompiled: isBuildable(facts) && mayCompile(facts),
  };
}

import type { TargetConfiguration } from '@nx/devkit';
import { executors } from '../fingerprint/executors.js';
import { declaredInputs } from '../fingerprint/inputs.js';
import { dependsOnMarker, markerInput } from '../fingerprint/root-marker.js';
import type { TargetContext } from '../fingerprint/target-context.js';
import { isBuildable } from '../project/buildable.js';

/**
 * One wheel of a project together with the projects of the workspace that it needs, made of the wheels that their
 * builds left. There is one where it makes a difference, or where something is deployed.
 */
export function bundleTarget(context: TargetContext): TargetConfiguration | undefined {
  const { facts, builds, externals } = context;
  const options = facts.options.target('bundle');
  const { shipped } = builds;
  if (!options || !isBuildable(facts) || !(facts.application || shipped.length > 0)) return;
  const output = 'dist/bundles/{projectName}';
  const requirements = options.requirements ?? (externals.prunable ? 'pinned' : 'ranges');
  const locked = requirements === 'pinned' ? externals.image([], []) : [];
  const nodes = [externals.plugin, externals.config('uv'), ...locked];
  return {
    executor: executors.bundle,
    cache: true,
    inputs: [
      { dependentTasksOutputFiles: '**/*.whl', transitive: true },
      { externalDependencies: [...new Set(nodes)].sort() },
      markerInput,
      ...(requirements === 'pinned' ? context.unlocked : []),
      ...declaredInputs(options),
    ],
    outputs: [`{workspaceRoot}/${output}`],
    dependsOn: [
      dependsOnMarker,
      facts.options.targetName('build'),
      ...shipped.flatMap(({ project, target }) =>
        target === undefined ? [] : [{ projects: [project], target }],
      ),
    ],
    options: {
      environment: facts.environment,
      wheel: builds.output,
      siblings: shipped.map((sibling) => sibling.output),
      output,
      requirements,
    },
    metadata: {
      description: 'Build one wheel that contains the workspace projects it needs.',
      technologies: ['python'],
    },
  };
}

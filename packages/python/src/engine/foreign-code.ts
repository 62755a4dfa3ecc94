import type { NxJsonConfiguration, ProjectGraph } from '@nx/devkit';
import { isInstalled } from './identity.js';

/** The package of an executor such as `@nx/js:tsc`. */
function packageOf(executor: string): string {
  return executor.slice(0, executor.lastIndexOf(':'));
}

/**
 * A plugin or executor that is code of this workspace itself: a process that stays has loaded it once and would not
 * see it edited.
 */
export function codeOfWorkspace(
  workspaceRoot: string,
  { plugins = [] }: NxJsonConfiguration,
  { nodes }: ProjectGraph,
): string | undefined {
  const named = plugins.map((plugin) => (typeof plugin === 'string' ? plugin : plugin.plugin));
  const executors = Object.values(nodes).flatMap(({ data }) =>
    Object.values(data.targets ?? {}).map(({ executor }) => executor),
  );
  const packages = executors.flatMap((executor) => (executor ? [packageOf(executor)] : []));
  const all = new Set([...named, ...packages.filter((name) => name !== 'nx')]);
  return [...all].find((name) => !isInstalled(workspaceRoot, name));
}

import type { ExecutorContext } from '@nx/devkit';

/**
 * The error of a project that cannot be used. The graph has put its text where `nx show project`
 * shows it: into the description of the target.
 */
export function brokenMessage(
  projectName: string,
  targetName: string,
  context: Pick<ExecutorContext, 'projectsConfigurations'>,
): string {
  const target = context.projectsConfigurations?.projects[projectName]?.targets?.[targetName];
  return `${target?.metadata?.description ?? 'This project cannot be used.'}\n`;
}

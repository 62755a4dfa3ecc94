import type { ProjectConfiguration } from '@nx/devkit';

/** Environment variables that targets name as inputs. */
export function declaredVariables(projects: readonly ProjectConfiguration[]): Set<string> {
  const names = new Set<string>();
  for (const { targets = {} } of projects)
    for (const { inputs = [] } of Object.values(targets))
      for (const input of inputs)
        if (typeof input === 'object' && 'env' in input) names.add(input.env);
  return names;
}

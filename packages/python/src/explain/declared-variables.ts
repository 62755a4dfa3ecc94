import type { ProjectConfiguration } from '@nx/devkit';

/** Environment variables that targets name as inputs. */
export function declaredVariables(projects: readonly ProjectConfiguration[]): Set<string> {
  const inputs = projects.flatMap(({ targets }) =>
    Object.values(targets ?? {}).flatMap((target) => target.inputs ?? []),
  );
  return new Set(
    inputs.flatMap((input) => (typeof input === 'object' && 'env' in input ? [input.env] : [])),
  );
}

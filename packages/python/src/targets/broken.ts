import type { TargetConfiguration } from '@nx/devkit';
import { executors } from '../fingerprint/executors.js';

/** A target that fails with an error. */
export function brokenTarget(message: string, environment: string): TargetConfiguration {
  return {
    executor: executors.check,
    cache: false,
    options: { kind: 'broken', environment },
    metadata: { description: message, technologies: ['python'] },
  };
}

/**
 * Targets of a project whose pyproject.toml cannot be used. An error thrown while the graph is made
 * would stop every project; this way `lint` fails with the error, the other targets wait for it,
 * and the rest of the workspace goes on.
 */
export function brokenTargets(
  message: string,
  environment: string,
): Record<string, TargetConfiguration> {
  const waiting: TargetConfiguration = { executor: 'nx:noop', cache: false, dependsOn: ['lint'] };
  return {
    lint: brokenTarget(message, environment),
    typecheck: waiting,
    'test:unit': waiting,
    signal: waiting,
  };
}

import type { TargetConfiguration } from '@nx/devkit';
import { executors } from '../../fingerprint/executors.js';
import { declaredInputs, toolInputs } from '../../fingerprint/inputs.js';
import { dependsOnMarker } from '../../fingerprint/root-marker.js';
import type { TargetContext } from '../../fingerprint/target-context.js';

/** `ruff check` and `ruff format --check`. */
export function lintTarget(context: TargetContext): TargetConfiguration | undefined {
  const { facts, externals } = context;
  const options = facts.options.target('lint');
  if (facts.pythonFiles.length === 0 || !options) return undefined;
  return {
    executor: executors.check,
    cache: true,
    inputs: [
      'pyLint',
      ...toolInputs(context, ['ruff'], externals.distribution('ruff')),
      ...declaredInputs(options),
    ],
    dependsOn: [dependsOnMarker],
    options: {
      kind: 'lint',
      environment: facts.environment,
      ...(options.args ? { args: options.args } : {}),
      ...(options.timeout ? { timeout: options.timeout } : {}),
    },
    metadata: {
      description: 'Check rules and formatting with ruff.',
      technologies: ['python', 'ruff'],
      help: {
        command: 'ruff check --help',
        example: { options: { args: ['--output-format=concise'] } },
      },
    },
  };
}

import type { TargetConfiguration } from '@nx/devkit';
import { executors } from '../../fingerprint/executors.js';
import type { TargetContext } from '../../fingerprint/target-context.js';

/** `ruff check --fix` and `ruff format`. Never cached, since it edits files. */
export function fixTarget({ facts }: TargetContext): TargetConfiguration | undefined {
  const options = facts.options.target('fix');
  if (facts.pythonFiles.length === 0 || !options) return undefined;
  const lint = facts.options.target('lint') || {};
  return {
    executor: executors.run,
    cache: false,
    options: {
      kind: 'fix',
      environment: facts.environment,
      ...((options.format ?? lint.format ?? facts.formattedBy !== undefined)
        ? {}
        : { format: false }),
      ...(options.args ? { args: options.args } : {}),
      ...(options.timeout ? { timeout: options.timeout } : {}),
    },
    metadata: {
      description: 'Apply ruff’s fixes and format.',
      technologies: ['python', 'ruff'],
      help: { command: 'ruff check --help', example: { options: { args: ['--unsafe-fixes'] } } },
    },
  };
}

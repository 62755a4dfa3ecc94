import type { TargetConfiguration } from '@nx/devkit';
import { executors, syncGenerator } from '../../fingerprint/executors.js';
import type { TargetContext } from '../../fingerprint/target-context.js';

/**
 * `ruff check --fix` and `ruff format`. Never cached, since it edits files. `nx sync` finds our generator
 * here, and not at a target that answers: without its daemon Nx makes the graph a second time before each
 * run of one, and where nobody can be asked it refuses the run.
 */
export function formatTarget({ facts }: TargetContext): TargetConfiguration | undefined {
  const options = facts.options.target('format');
  if (facts.pythonFiles.length === 0 || !options) return undefined;
  return {
    executor: executors.run,
    cache: false,
    syncGenerators: [syncGenerator],
    options: {
      kind: 'format',
      environment: facts.environment,
      ...(facts.formatsWithRuff ? {} : { format: false }),
      ...(options.args ? { args: options.args } : {}),
      ...(options.timeout ? { timeout: options.timeout } : {}),
    },
    metadata: {
      description: 'Apply ruff’s fixes and its formatter.',
      technologies: ['python', 'ruff'],
      help: { command: 'ruff format --help', example: {} },
    },
  };
}

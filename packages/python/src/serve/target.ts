import type { TargetConfiguration } from '@nx/devkit';
import { executors } from '../fingerprint/executors.js';
import type { TargetContext } from '../fingerprint/target-context.js';

/** The server of an application, for as long as somebody wants it. There is no result that could be stored. */
export function serveTarget({ facts }: TargetContext): TargetConfiguration | undefined {
  const { serve, isolation } = facts.options;
  if (serve === undefined || !facts.options.target('serve')) return undefined;
  return {
    executor: executors.serve,
    continuous: true,
    cache: false,
    options: {
      kind: 'serve',
      environment: facts.environment,
      ...(isolation === 'project' ? { isolation } : {}),
      command: serve,
    },
    metadata: {
      description: `Run ${serve.join(' ')} until it is stopped.`,
      technologies: ['python'],
      help: { command: `${serve[0]} --help`, example: { args: ['--port', '9000'] } },
    },
  };
}

import { nxStep } from './nx.mjs';
import { ours } from './ours.mjs';

/**
 * nx-signal where each task imports its libraries by itself.
 *
 * @type {import('./index.mjs').Contender}
 */
export const oursUnshared = {
  ...ours,
  id: 'ours-unshared',
  title: 'nx-signal, imports not shared',
  steps: (workspace, options) =>
    ours.steps(workspace, options).map(({ command }) =>
      nxStep(workspace, command.slice(2), {
        ...options,
        env: { NX_SIGNAL_SHARED_IMPORTS: 'false' },
      }),
    ),
};

import { nxStep } from './nx.mjs';
import { ours } from './ours.mjs';

/**
 * nx-signal where libraries are imported once for all tasks that import them.
 *
 * @type {import('./index.mjs').Contender}
 */
export const oursShared = {
  ...ours,
  id: 'ours-shared',
  title: 'nx-signal, imports shared',
  steps: (workspace, options) =>
    ours.steps(workspace, options).map(({ command }) =>
      nxStep(workspace, command.slice(2), {
        ...options,
        env: { NX_SIGNAL_SHARED_IMPORTS: 'true' },
      }),
    ),
};

import { ours } from './ours.mjs';

/**
 * nx-signal with plugins in Nx's own process, as the guide on speed recommends: a variable that Nx reads,
 * set in the workspace's .env.
 *
 * @type {import('./index.mjs').Contender}
 */
export const oursInProcess = {
  ...ours,
  id: 'ours-in-process',
  title: 'nx-signal, NX_ISOLATE_PLUGINS=false',
  files: (plan) => ({ ...ours.files(plan), '.env': 'NX_ISOLATE_PLUGINS=false\n' }),
};

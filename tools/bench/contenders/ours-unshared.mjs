import { nxStep } from './nx.mjs';
import { ours } from './ours.mjs';
import { oursNow } from './ours-now.mjs';

const env = { NX_SIGNAL_SHARED_IMPORTS: 'false' };

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
    ours
      .steps(workspace, options)
      .map(({ command }) => nxStep(workspace, command.slice(2), { ...options, env })),
};

/** @type {import('./index.mjs').Contender} */
export const oursNowUnshared = {
  ...oursNow,
  id: 'ours-now-unshared',
  title: 'nx-signal now, imports not shared',
  steps: (workspace, options) =>
    oursNow.steps(workspace, options).map((step) => ({ ...step, env: { ...step.env, ...env } })),
};

import { bare, readTools, toolSteps } from './bare.mjs';

/**
 * The bare tools over the one leaf that edits and locks change: with Nx's own no-op run, the floor.
 *
 * @type {import('./index.mjs').Contender}
 */
export const bareProject = {
  ...bare,
  id: 'bare-project',
  title: 'bare tools, on that project alone',
  scope: (plan) => [plan.leaf],
  steps: (workspace) => toolSteps(workspace, [`libs/${workspace.plan.leaf}`]),
  read: ({ output }, plan) => readTools(output, [plan.leaf]),
};

import { run } from '../../setup/run.mjs';
import { oursInProcess } from './ours-in-process.mjs';
import { oursNow } from './ours-now.mjs';

/**
 * Nx's own runs beside an engine, from which they borrow tools that wait.
 *
 * @type {import('./index.mjs').Contender}
 */
export const oursBeside = {
  ...oursInProcess,
  id: 'ours-beside',
  title: 'nx-signal, NX_ISOLATE_PLUGINS=false, beside its engine',
  finish: (workspace) => {
    const [{ command, env }] = oursNow.steps(workspace);
    run(command[0], command.slice(1), {
      cwd: workspace.root,
      env: { ...env, NX_SIGNAL_ENGINE_IDLE: '900' },
    });
  },
  steps: (workspace, options) =>
    oursInProcess.steps(workspace, options).map(({ command, env }) => ({
      command,
      env: { ...env, NX_SIGNAL_ENGINE: 'true' },
    })),
};

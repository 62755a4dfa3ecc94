import { join } from 'node:path';
import { nxStep } from './nx.mjs';
import { ours } from './ours.mjs';

const kindOf = { lint: 'lint', typecheck: 'typecheck', 'test:unit': 'test' };

const question = ['--json', '--targets', Object.keys(kindOf).join(',')];

/** The verdict as JSON; what is printed beside it has no line of one brace. */
function verdictIn(output) {
  const start = output.search(/^\{$/m);
  return start < 0 ? { tasks: [] } : JSON.parse(output.slice(start, output.lastIndexOf('}') + 1));
}

/**
 * nx-signal's own command, with the engine that its first run leaves. It prints no text of green tasks, hence no tests
 * to count.
 *
 * @type {import('./index.mjs').Contender}
 */
export const oursNow = {
  ...ours,
  id: 'ours-now',
  title: 'nx-signal now, engine on',
  steps: (workspace) => {
    const { command, env } = nxStep(workspace, [], {
      env: { NX_SIGNAL_ENGINE: 'true', NX_SIGNAL_ENGINE_IDLE: '120' },
    });
    const cli = join(workspace.root, 'node_modules', '.bin', 'nx-signal');
    return [{ command: [command[0], cli, 'now', ...question], env }];
  },
  read: ({ output }) => {
    const outcome = { ran: [], cached: [] };
    for (const { project, target, status, source } of verdictIn(output).tasks) {
      if (status !== 'success') continue;
      outcome[source === 'ran' ? 'ran' : 'cached'].push(`${project}:${kindOf[target]}`);
    }
    return outcome;
  },
};

/**
 * The same question by the program that needs no Node where there is an engine.
 *
 * @type {import('./index.mjs').Contender}
 */
export const oursNowProgram = {
  ...oursNow,
  id: 'ours-now-program',
  title: 'nx-signal-now, engine on',
  steps: (workspace) =>
    oursNow.steps(workspace).map(({ env }) => ({
      command: [join(workspace.root, 'node_modules', '.bin', 'nx-signal-now'), ...question],
      env,
    })),
};

import { run } from '../setup/run.mjs';
import { shell } from './nx.mjs';

/** Runs commands of a shell in a checkout; one that fails ends the measurement. */
export function runCommands(folder, commands = []) {
  for (const command of commands) run('bash', ['-c', command], { cwd: folder, env: shell() });
}

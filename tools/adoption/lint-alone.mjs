import { dirname } from 'node:path';
import { run } from '../setup/run.mjs';
import { runMany } from './nx.mjs';

/** Virtual environments in a checkout, but for those of tools, which Nx keeps. */
function environmentsIn(folder) {
  const left = ['.git', '.nx'].flatMap((name) => ['-path', `./${name}`, '-prune', '-o']);
  const { stdout } = run('find', ['.', ...left, '-name', 'pyvenv.cfg', '-print'], { cwd: folder });
  return stdout.split('\n').filter(Boolean).map(dirname).sort();
}

/**
 * Runs `lint` in a checkout in which nothing has run yet, and tells which environments are there afterwards.
 *
 * @param {string} folder
 * @param {{projects?: string[]}} entry
 * @returns {{seconds: number, tasks: number, environments: string[]}}
 */
export function readLintAlone(folder, entry) {
  const { seconds, tasks } = runMany(folder, ['lint'], entry.projects, 'lint-alone.log');
  return { seconds, tasks: Object.keys(tasks).length, environments: environmentsIn(folder) };
}

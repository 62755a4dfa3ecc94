import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

const wrapper = join(import.meta.dirname, 'usage.py');
const timeoutSeconds = 600;

/**
 * @typedef {object} Step one command of a contender
 * @property {string[]} command program and arguments
 * @property {Record<string, string>} [env]
 */

/**
 * @typedef {object} Measured
 * @property {number} wall seconds
 * @property {number} cpu seconds of the processor, user and system, of all processes
 * @property {number} status exit code of the first step that failed, else 0
 * @property {string} output all they printed, without colours
 * @property {{command: string, cpu: number}[]} [processes] those that were seen, where they are watched
 */

/** Some machines keep Python from caching what it compiles: every run would then be a first one. */
function inherited() {
  const { PYTHONDONTWRITEBYTECODE: _, ...variables } = process.env;
  return variables;
}

/** Output goes to a file: a daemon that keeps a pipe open would keep us waiting. */
function measureStep({ command, env }, { cwd, folder, isWatched }) {
  const log = join(folder, 'output');
  const result = join(folder, 'usage.json');
  const watching = isWatched ? ['--processes', cwd] : [];
  const descriptor = openSync(log, 'w');
  const { status, error } = spawnSync(
    'python3',
    [wrapper, result, String(timeoutSeconds), ...watching, ...command],
    { cwd, env: { ...inherited(), ...env }, stdio: ['ignore', descriptor, descriptor] },
  );
  closeSync(descriptor);
  const output = stripVTControlCharacters(readFileSync(log, 'utf8'));
  if (error || status !== 0)
    throw new Error(`${command[0]} could not be run.\n${output}`, { cause: error });
  return { ...JSON.parse(readFileSync(result, 'utf8')), output };
}

/**
 * Runs steps one after the other and adds up what they took. Stops at the first that fails.
 *
 * @param {Step[]} steps
 * @param {string} cwd
 * @param {boolean} [isWatched] whether to look which of their processes works, and that of a daemon
 * @returns {Measured}
 */
export function measure(steps, cwd, isWatched = false) {
  const folder = mkdtempSync(join(tmpdir(), 'nx-signal-bench-run-'));
  const total = { wall: 0, cpu: 0, status: 0, output: '', processes: [] };
  try {
    for (const step of steps) {
      const one = measureStep(step, { cwd, folder, isWatched });
      const { wall, cpu, status, output, processes } = one;
      total.wall += wall;
      total.cpu += cpu;
      total.output += output;
      total.processes.push(...(processes ?? []));
      total.status = status;
      if (status !== 0) break;
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return total;
}

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { SignalError } from '../errors.js';
import { runProcess } from '../process/run-process.js';
import { readInterpreter } from './interpreter.js';

/** A manager of environments other than uv. */
interface Manager {
  lock: string;
  /** The command that prints the environment's folder, if the manager may keep it elsewhere. */
  find?: readonly [string, ...string[]];
  /** The command that makes the environment. */
  install: string;
}

const managers: readonly Manager[] = [
  { lock: 'poetry.lock', find: ['poetry', 'env', 'info', '--path'], install: 'poetry install' },
  { lock: 'pdm.lock', find: ['pdm', 'info', '--env'], install: 'pdm install' },
  { lock: 'pylock.toml', install: 'uv venv && uv pip sync pylock.toml' },
];

async function ask(
  [command, ...args]: readonly [string, ...string[]],
  cwd: string,
): Promise<string | undefined> {
  const { exitCode, output } = await runProcess({ command, args, cwd, timeout: 30_000 });
  const folder = output.trim().split('\n').at(-1) ?? '';
  return exitCode === 0 && readInterpreter(folder) !== undefined ? folder : undefined;
}

/**
 * The environment that another manager keeps for a folder without uv.lock. It is used as it is and
 * never changed: its manager knows what it has installed.
 *
 * @returns undefined when no other manager's lock is there
 * @throws SignalError ENVIRONMENT_FAILED with the command that makes the environment
 */
export async function foreignEnvironment(
  folder: string,
  name: string,
): Promise<string | undefined> {
  const manager = managers.find(({ lock }) => existsSync(join(folder, lock)));
  if (!manager) return undefined;
  const found = manager.find && (await ask(manager.find, folder));
  if (found) return found;
  throw new SignalError({
    code: 'ENVIRONMENT_FAILED',
    message: `There is a ${manager.lock}, but no environment that was made from it.`,
    place: { file: name === '.' ? manager.lock : `${name}/${manager.lock}` },
    hint: `run \`${manager.install}\` in that folder.`,
  });
}

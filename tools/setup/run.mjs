import { spawnSync } from 'node:child_process';

/** Root of the repository. */
export const repository = new URL('../../', import.meta.url).pathname.replace(/\/$/, '');

/**
 * Runs a program and waits for it. Its output is shown only when it fails, unless `show` is set.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{cwd?: string, env?: Record<string, string>, show?: boolean, allowFailure?: boolean}} [options]
 * @returns {{status: number, stdout: string}}
 */
export function run(command, args, options = {}) {
  const result = spawnSync(command, args, {
    cwd: options.cwd ?? repository,
    env: { ...process.env, ...options.env },
    encoding: 'utf8',
    stdio: options.show ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'],
    maxBuffer: 64 * 1024 * 1024,
  });
  const status = result.status ?? 1;
  if (status !== 0 && !options.allowFailure) {
    const text = `${result.stdout ?? ''}${result.stderr ?? ''}${result.error ?? ''}`;
    throw new Error(`\`${command} ${args.join(' ')}\` failed with exit code ${status}.\n${text}`);
  }
  return { status, stdout: result.stdout ?? '' };
}

/** Runs the main function of a script: an error is printed as its message, and the exit code is 1. */
export function main(work) {
  Promise.resolve()
    .then(work)
    .catch((error) => {
      console.error(`\n${error.message}`);
      process.exitCode = 1;
    });
}

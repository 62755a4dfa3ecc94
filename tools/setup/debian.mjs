import { run } from './run.mjs';

/** Runs a command as root: by itself, or by sudo. */
export const asRoot = (command, args, options) =>
  process.getuid?.() === 0 ? run(command, args, options) : run('sudo', [command, ...args], options);

/**
 * Installs packages of Debian.
 *
 * @param {readonly string[]} names
 * @param {{allowFailure?: boolean}} [options]
 */
export function installDebian(names, options) {
  asRoot('apt-get', ['update', '-qq'], options);
  const install = ['apt-get', 'install', '-y', '-qq', '--no-install-recommends', ...names];
  asRoot('env', ['DEBIAN_FRONTEND=noninteractive', ...install], options);
}

import { tmpdir } from 'node:os';
import { run } from './run.mjs';

function works() {
  const args = [
    '-f',
    '-qq',
    '--seccomp-bpf',
    '-o',
    '/dev/null',
    '--',
    process.execPath,
    '--version',
  ];
  return run('strace', args, { allowFailure: true, cwd: tmpdir() }).status === 0;
}

/**
 * strace, out of Debian's packages where it is missing.
 *
 * @returns why nothing can be traced here; undefined when it can
 */
export function installStrace() {
  if (process.platform !== 'linux') return `strace runs on Linux, not on ${process.platform}`;
  if (works()) return undefined;
  const install = ['apt-get', 'install', '-y', '-qq', '--no-install-recommends', 'strace'];
  const asRoot = process.getuid?.() === 0 ? install : ['sudo', '-n', ...install];
  run(asRoot[0], asRoot.slice(1), {
    allowFailure: true,
    env: { DEBIAN_FRONTEND: 'noninteractive' },
  });
  return works() ? undefined : 'strace cannot be installed, or may not trace a program here';
}

import { tmpdir } from 'node:os';
import { installDebian } from './debian.mjs';
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
  const mayInstall =
    process.getuid?.() === 0 || run('sudo', ['-n', 'true'], { allowFailure: true }).status === 0;
  // Where sudo would ask for a password, nothing is installed.
  if (mayInstall) installDebian(['strace'], { allowFailure: true });
  return works() ? undefined : 'strace cannot be installed, or may not trace a program here';
}

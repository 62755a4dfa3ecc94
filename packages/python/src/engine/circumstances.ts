import { hash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';

/** Lines of a process's status that programs it starts inherit and can notice. */
const inherited =
  /^(?:Umask|Uid|Gid|Groups|Cap(?:Inh|Prm|Eff|Bnd|Amb)|NoNewPrivs|Seccomp|Cpus_allowed|Mems_allowed):.*$/gm;

/** Views of the system that a sandbox or a container may have of its own. */
const views = ['mnt', 'pid', 'net', 'user', 'ipc', 'uts'];

function read(get: () => string): string {
  try {
    return get();
  } catch {
    return '';
  }
}

/**
 * What programs inherit from this process beside variables: who runs them, masks and limits, what of the system they
 * see. A program that another process starts comes to the same only where all of that is the same.
 */
export function circumstances(): string {
  const status = read(() => readFileSync('/proc/self/status', 'utf8'));
  return hash(
    'sha256',
    JSON.stringify([
      [process.umask(), process.getuid?.(), process.geteuid?.(), process.getgid?.()],
      process.getgroups?.() ?? [],
      status.match(inherited),
      read(() => readFileSync('/proc/self/limits', 'utf8')),
      ...views.map((view) => read(() => readlinkSync(`/proc/self/ns/${view}`))),
      read(() => readlinkSync('/proc/self/root')),
    ]),
  );
}

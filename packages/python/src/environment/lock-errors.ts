import { SignalError } from '../errors.js';
import { commandHere } from '../program-command.js';

const place = (lock: string) => ({ file: lock.replaceAll('\\', '/') });

/**
 * Fails when the lock is not the one that the tasks were hashed with: their results would be kept as
 * those of a lock that they did not run under.
 *
 * @param hashed - undefined where nothing tells what was hashed
 */
export function checkHashedLock(
  lock: string,
  found: string | undefined,
  hashed: string | undefined,
): void {
  if (hashed === undefined || found === hashed) return;
  throw new SignalError({
    code: 'LOCK_CHANGED',
    message: `${lock} changed after this run had begun, so its tasks would not run with the lock they were hashed with.`,
    place: place(lock),
    hint: `run the tasks again; if the error persists, run \`${commandHere('nx')} reset\` so that Nx reads the files again.`,
  });
}

/** The error for files that never stood still while an environment was made from them. */
export function lockUnsteady(environment: string): SignalError {
  const lock = environment === '.' ? 'uv.lock' : `${environment}/uv.lock`;
  return new SignalError({
    code: 'LOCK_CHANGED',
    message:
      'The lock or the pyproject.toml files kept changing while the environment was created from them.',
    place: place(lock),
    hint: 'run the tasks again when no other program writes these files.',
  });
}

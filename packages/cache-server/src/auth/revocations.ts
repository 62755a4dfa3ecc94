import type { Identity } from './identity.js';
import type { Revocation } from './token-file.js';

/** Whether a session, or the identity token of a run, was revoked. */
export function isRevoked(
  { provenance, issued = 0 }: Pick<Identity, 'provenance' | 'issued'>,
  revocations: readonly Revocation[],
): boolean {
  return revocations.some(({ before, ...given }) => {
    const fits = (['identity', 'ref', 'run'] as const).every(
      (name) => given[name] === undefined || given[name] === provenance[name],
    );
    return fits && (given.run !== undefined || issued < Date.parse(before));
  });
}

import type { Provenance } from '../storage/object-record.js';
import { type Access, accessOf, type Grant } from './scope.js';

/** What an identity was proven with. */
export type Origin = 'static' | 'oidc' | 'session' | 'anonymous';

/** Who asks, and what that allows. */
export interface Identity {
  origin: Origin;
  /** What is recorded with the objects it stores. */
  provenance: Provenance;
  grant: Grant;
  access: Access;
  /** Whose share of the server it takes: of runs of one repository, each scope is another's. */
  owner: string;
  /** When it was proven, in milliseconds since 1970; undefined for static tokens. */
  issued?: number | undefined;
  /** Milliseconds since 1970 after which this no longer holds; undefined: never. */
  expires?: number | undefined;
}

/** An identity with the access that its grant gives. */
export function makeIdentity(
  origin: Origin,
  provenance: Provenance,
  grant: Grant,
  { issued, expires }: Pick<Identity, 'issued' | 'expires'> = {},
): Identity {
  const access = accessOf(grant);
  const owner = `${provenance.identity} ${access.reads[0]}`;
  return { origin, provenance, grant, access, owner, issued, expires };
}

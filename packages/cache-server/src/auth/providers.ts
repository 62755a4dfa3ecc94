/** What is known about an issuer of identity tokens for CI runs. */
export interface Provider {
  /** Default issuer. */
  issuer: string;
  /** Where its keys are, behind the issuer. */
  jwksPath: string;
  /** Claims that together name the scope of an untrusted run. */
  ownScope: readonly string[];
  /**
   * Claims that a rule for trusted runs must restrict. Without the event, a workflow that runs in the
   * context of the protected branch on code of a pull request would count as trusted.
   */
  trustedClaims: readonly string[];
  /** Claims for the provenance of objects. */
  provenance: { subject: string; ref: string; run: string };
}

/** Known providers. */
export const providers = {
  github: {
    issuer: 'https://token.actions.githubusercontent.com',
    jwksPath: '/.well-known/jwks',
    ownScope: ['repository', 'ref'],
    trustedClaims: ['repository', 'ref', 'event_name'],
    provenance: { subject: 'repository', ref: 'ref', run: 'run_id' },
  },
  gitlab: {
    issuer: 'https://gitlab.com',
    jwksPath: '/oauth/discovery/keys',
    ownScope: ['project_path', 'pipeline_source', 'ref'],
    trustedClaims: ['project_path', 'ref', 'pipeline_source'],
    provenance: { subject: 'project_path', ref: 'ref', run: 'pipeline_id' },
  },
} as const satisfies Record<string, Provider>;

/** Name of a known provider. */
export type ProviderName = keyof typeof providers;

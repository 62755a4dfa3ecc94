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
  /** The claim that says what started the run, and values that never stand for a trusted one. */
  event: { claim: string; untrusted: readonly string[] };
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
    event: {
      claim: 'event_name',
      // The last three run on the protected branch, on the word of whoever wrote a request or comment.
      untrusted: ['pull_request', 'pull_request_target', 'workflow_run', 'issue_comment'],
    },
    provenance: { subject: 'repository', ref: 'ref', run: 'run_id' },
  },
  gitlab: {
    issuer: 'https://gitlab.com',
    jwksPath: '/oauth/discovery/keys',
    ownScope: ['project_path', 'pipeline_source', 'ref'],
    trustedClaims: ['project_path', 'ref', 'pipeline_source'],
    event: {
      claim: 'pipeline_source',
      untrusted: ['merge_request_event', 'external_pull_request_event'],
    },
    provenance: { subject: 'project_path', ref: 'ref', run: 'pipeline_id' },
  },
} as const satisfies Record<string, Provider>;

/** Name of a known provider. */
export type ProviderName = keyof typeof providers;

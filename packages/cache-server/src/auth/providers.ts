import { type Claims, claimText } from './rules.js';

/** What is known about an issuer of identity tokens for CI runs. */
export interface Provider {
  /** Default issuer. */
  issuer: string;
  /** Where its keys are, behind the issuer. */
  jwksPath: string;
  /** The claim with owner and name of the repository: a rule for trusted runs names it whole. */
  repository: string;
  /** The claim with branch or tag, and how a trusted one starts. */
  ref: { claim: string; trustedPrefixes: readonly string[] };
  /** Claims of a trusted run that must have exactly this value. */
  required: Readonly<Record<string, string>>;
  event: {
    /** The claim that says what started the run. */
    claim: string;
    /** Events that only those who may write to the repository bring about. */
    trusted: readonly string[];
    /**
     * Events whose runs may share an own scope with later ones of the same ref. All others run on a ref on
     * the word of a stranger, such as `pull_request_target`: each of their runs has a scope of its own.
     */
    sharing: readonly string[];
  };
  /** The claim with the whole name of the ref of one request, and how it looks: each has a scope of its own. */
  requestRef: { claim: string; pattern: RegExp };
  /** Claims for the provenance of objects. */
  provenance: { subject: string; ref: string; run: string };
}

/** Known providers. */
export const providers = {
  github: {
    issuer: 'https://token.actions.githubusercontent.com',
    jwksPath: '/.well-known/jwks',
    repository: 'repository',
    ref: { claim: 'ref', trustedPrefixes: ['refs/heads/', 'refs/tags/'] },
    required: {},
    event: {
      claim: 'event_name',
      trusted: ['push', 'schedule', 'workflow_dispatch', 'release'],
      sharing: ['push', 'schedule', 'workflow_dispatch', 'release'],
    },
    requestRef: { claim: 'ref', pattern: /^refs\/pull\/\d+\// },
    provenance: { subject: 'repository', ref: 'ref', run: 'run_id' },
  },
  gitlab: {
    issuer: 'https://gitlab.com',
    jwksPath: '/oauth/discovery/keys',
    repository: 'project_path',
    ref: { claim: 'ref', trustedPrefixes: [''] },
    // Without it, anyone who may push a branch of that name would be trusted.
    required: { ref_protected: 'true' },
    event: {
      claim: 'pipeline_source',
      trusted: ['push', 'schedule', 'web', 'api', 'trigger', 'pipeline', 'parent_pipeline'],
      sharing: ['push', 'schedule', 'web', 'api', 'trigger', 'pipeline', 'parent_pipeline'],
    },
    requestRef: { claim: 'ref_path', pattern: /^refs\/merge-requests\/\d+\// },
    provenance: { subject: 'project_path', ref: 'ref', run: 'pipeline_id' },
  },
} as const satisfies Record<string, Provider>;

/** Name of a known provider. */
export type ProviderName = keyof typeof providers;

/**
 * Claims whose values together name the own scope of a run: repository, event and ref, and what tells it
 * from others where a stranger decides what runs.
 */
export function ownScopeClaims(name: ProviderName, claims: Claims): string[] {
  const provider: Provider = providers[name];
  const { repository, event, ref, requestRef, provenance } = provider;
  const shared = [repository, event.claim, ref.claim];
  // A branch and a tag may have one name.
  if (claimText(claims, 'ref_type') !== undefined) shared.push('ref_type');
  const started = claimText(claims, event.claim) ?? '';
  if (event.sharing.includes(started)) return shared;
  const isRequest = ['pull_request', 'merge_request_event'].includes(started);
  if (isRequest && requestRef.pattern.test(claimText(claims, requestRef.claim) ?? ''))
    return [...new Set([...shared, requestRef.claim])];
  return [...shared, provenance.run];
}

import type { Severity } from '../options/names.js';
import type { AuditOptions } from '../options/schema.js';

/** An advisory that is accepted for a while. */
export type IgnoredAdvisory = NonNullable<AuditOptions['ignore']>[number];

/** How findings are judged, with every default filled in. */
export interface AuditPolicy {
  failOn: Severity;
  unknownSeverity: 'fail' | 'warn';
  ignore: IgnoredAdvisory[];
  /** Seconds that advisories count as fresh. */
  maxAge: number;
  stale: 'warn' | 'fail' | 'fail-in-ci';
  /** What a release does that its index has taken back. */
  releases: 'ignore' | 'warn' | 'fail';
}

/** The policy that options amount to. */
export function policyOf(options: AuditOptions): AuditPolicy {
  const { failOn = 'low', unknownSeverity = 'fail', ignore = [], maxAge = 24 } = options;
  return {
    failOn,
    unknownSeverity,
    ignore,
    maxAge: maxAge * 3600,
    stale: options.stale ?? 'fail-in-ci',
    releases: options.releases ?? 'ignore',
  };
}

/** What of a policy decides a result that may be replayed: with stale advisories none may. */
export function policyText(options: AuditOptions): string {
  const { failOn, unknownSeverity, ignore, releases } = policyOf(options);
  return JSON.stringify({
    failOn,
    unknownSeverity,
    ignore,
    releases,
    publicIndexes: options.publicIndexes ?? [],
    // Without a wish the text is that of before.
    licences: options.licences,
  });
}

/** The first second at which an advisory is no longer ignored; undefined for one without a date. */
export function endOf({ expires }: IgnoredAdvisory): number | undefined {
  return expires === undefined ? undefined : Date.parse(`${expires}T24:00:00Z`) / 1000;
}

/** Those whose last day is over. */
export function expiredAt(policy: AuditPolicy, now: number): IgnoredAdvisory[] {
  return policy.ignore.filter((ignored) => (endOf(ignored) ?? Number.POSITIVE_INFINITY) <= now);
}

/** Whether a process runs in a pipeline, by the variables that these set. */
export function isPipeline(variables: NodeJS.ProcessEnv): boolean {
  const { CI } = variables;
  if (CI !== undefined) return CI !== '' && CI !== 'false' && CI !== '0';
  return [
    'GITHUB_ACTIONS',
    'GITLAB_CI',
    'TF_BUILD',
    'JENKINS_URL',
    'BUILDKITE',
    'TEAMCITY_VERSION',
  ].some((name) => variables[name]);
}

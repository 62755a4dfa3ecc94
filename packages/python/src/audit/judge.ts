import type { Finding } from './findings.js';
import { type AuditPolicy, endOf, type IgnoredAdvisory } from './policy.js';
import { reaches } from './severity-order.js';

/** A finding and what becomes of it. */
export interface JudgedFinding extends Finding {
  outcome: 'fail' | 'warn' | 'ignored';
  /** What the policy has to say about it. */
  note: string | undefined;
}

function bySeverity({ severity, release }: Finding, policy: AuditPolicy): 'fail' | 'warn' {
  if (release !== undefined) return policy.releases === 'fail' ? 'fail' : 'warn';
  if (severity === undefined) return policy.unknownSeverity;
  return reaches(severity, policy.failOn) ? 'fail' : 'warn';
}

/** Why an advisory is no longer ignored; undefined while it is. */
function endReason(ignored: IgnoredAdvisory, { fixed }: Finding, now: number): string | undefined {
  if ((endOf(ignored) ?? Number.POSITIVE_INFINITY) <= now)
    return `${ignored.id} was ignored until ${ignored.expires}, which has passed`;
  if (ignored.untilFixed && fixed !== undefined)
    return `${ignored.id} was ignored until a release fixes it, and ${fixed} does`;
  return undefined;
}

function isNamed({ ids }: Finding, name: string): boolean {
  return ids.some((id) => id.toLowerCase() === name.toLowerCase());
}

/**
 * Judges a finding. What was to be ignored for a while and is not any more fails, whatever its severity: somebody
 * has to look at it again.
 *
 * @param now - seconds since 1970
 */
export function judgeFinding(finding: Finding, policy: AuditPolicy, now: number): JudgedFinding {
  const entries = policy.ignore.filter(({ id }) => isNamed(finding, id));
  const active = entries.find((entry) => endReason(entry, finding, now) === undefined);
  if (active) {
    const until =
      active.expires === undefined ? 'until a release fixes it' : `until ${active.expires}`;
    return { ...finding, outcome: 'ignored', note: `ignored ${until}: ${active.reason}` };
  }
  const [over] = entries;
  if (over) return { ...finding, outcome: 'fail', note: endReason(over, finding, now) };
  return { ...finding, outcome: bySeverity(finding, policy), note: undefined };
}

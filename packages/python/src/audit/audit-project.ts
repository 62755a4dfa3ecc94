import { SignalError } from '../errors.js';
import { commandHere } from '../program-command.js';
import type { ProjectFacts } from '../project/facts.js';
import type { AuditResult, NotAudited } from './audit-result.js';
import type { Finder } from './findings.js';
import { judgeFinding } from './judge.js';
import { isAsked } from './keys.js';
import { checkLicences } from './licences/check-licences.js';
import type { SaidLicence } from './licences/metadata.js';
import type { AuditedPackage } from './packages.js';
import { policyOf } from './policy.js';
import type { Snapshot } from './snapshot-store.js';

const reasons = {
  public: '',
  private: 'its index is not known to be public, so its name is not sent',
  elsewhere: 'it is not from an index',
};

function notAudited(packages: readonly AuditedPackage[], snapshot: Snapshot): NotAudited[] {
  return packages
    .filter((located) => !isAsked(located, snapshot))
    .map(({ name, version, source }) => ({ name, version, reason: reasons[source] }))
    .sort((left, right) => (left.name < right.name ? -1 : 1));
}

/** What is to be audited, and by what. */
export interface AuditRequest {
  facts: ProjectFacts;
  packages: readonly AuditedPackage[];
  /** Whether some package of the same environment may be asked for. */
  isAnyPublic: boolean;
  lock: string | undefined;
  snapshot: Snapshot;
  finder: Finder;
  /** What a package says about its licence, where that is known here. */
  licenceOf: (located: AuditedPackage) => SaidLicence | undefined;
  /** Seconds since 1970. */
  now: number;
}

/** Throws where the verdict would rest on packages that nobody was asked for. */
function assertAnswered({ packages, isAnyPublic, snapshot, finder }: AuditRequest): void {
  const unanswered = finder.unanswered(packages).map(({ name, version }) => `${name} ${version}`);
  if (unanswered.length > 0) {
    throw new SignalError({
      code: 'AUDIT_UNANSWERED',
      message: `${snapshot.facts.source} did not answer for ${unanswered.join(', ')}.`,
      hint: `run \`${commandHere('nx-signal')} audit\` where the service can be reached.`,
    });
  }
  const isAnyPrivate = packages.some(({ source }) => source === 'private');
  if (snapshot.facts.kind === 'database' || isAnyPublic || !isAnyPrivate) return;
  throw new SignalError({
    code: 'AUDIT_UNANSWERED',
    message: 'No package comes from an index known to be public, so the service was not asked.',
    hint: 'if the index mirrors PyPI, list it in `publicIndexes` of [tool.nx-signal.audit]; or set `database`, which sends no names.',
  });
}

/**
 * Audits one project.
 *
 * @throws SignalError AUDIT_UNANSWERED
 */
export function auditProject(request: AuditRequest): AuditResult {
  assertAnswered(request);
  const { facts, packages, snapshot, finder, lock, licenceOf, now } = request;
  const { licences } = facts.options.audit ?? {};
  const policy = policyOf(facts.options.audit ?? {});
  const { source, asOf } = snapshot.facts;
  return {
    project: facts.name,
    lock,
    source,
    asOf,
    stale: now > asOf + policy.maxAge,
    indexesAsked: policy.releases === 'ignore' ? undefined : snapshot.facts.releases === true,
    audited: packages.filter((located) => isAsked(located, snapshot)).length,
    findings: finder
      .find(packages)
      // Another project may have had the indexes asked.
      .filter(({ release }) => release === undefined || policy.releases !== 'ignore')
      .map((finding) => judgeFinding(finding, policy, now)),
    notAudited: notAudited(packages, snapshot),
    licences: licences && checkLicences(packages, licences, licenceOf),
  };
}

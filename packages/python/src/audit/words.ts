import { formatError, SignalError } from '../errors.js';
import { commandHere } from '../program-command.js';
import type { AuditResult, NotAudited } from './audit-result.js';
import type { JudgedFinding } from './judge.js';
import type { LicenceFinding } from './licences/check-licences.js';

/** `2026-11-28 06:12 UTC`: the same on every machine, since a result may be replayed on any. */
export function timeText(seconds: number): string {
  return `${new Date(seconds * 1000).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** What the user calls a node of the lock. */
const nodeText = (id: string) => (id === '.' ? 'the workspace' : id);

const labels = { fail: 'error', warn: 'warning', ignored: 'ignored' } as const;

/** What an index has done with a release. */
export const releaseWords = {
  yanked: 'was yanked from its index',
  quarantined: 'belongs to a project that its index has quarantined',
  removed: 'belongs to a project that its index no longer has',
} as const;

function title(finding: JudgedFinding): string {
  const { package: found, ids, severity, malformed, outcome, release } = finding;
  if (found && release)
    return `${labels[outcome]}: ${found.name} ${found.version} ${releaseWords[release]} (${ids[0]})`;
  const [id, ...others] = ids;
  const named = `${id}${others.length > 0 ? ` (${others.join(', ')})` : ''}`;
  const what = found
    ? `${found.name} ${found.version} ${malformed ? 'may be affected by' : 'is affected by'} ${named}`
    : `any package may be affected by ${named}`;
  return `${labels[outcome]}: ${what}, severity ${severity ?? 'unknown'}`;
}

/** A finding in people's words, with the way that brings the package in and the command that gets rid of it. */
export function findingLines(
  finding: JudgedFinding,
  remedy: (finding: JudgedFinding) => string | undefined,
): string[] {
  const { summary, package: found, fixed, malformed, note } = finding;
  const how = remedy(finding);
  return [
    title(finding),
    ...(note ? [`  ${note}`] : []),
    ...(summary ? [`  ${summary}`] : []),
    ...(malformed ? [`  ${malformed}`] : []),
    ...(found && found.path.length > 0
      ? [`  through ${found.path.map(nodeText).join(' → ')}`]
      : []),
    ...(fixed && found ? [`  fixed in ${fixed}${how ? `: ${how}` : ''}`] : []),
    ...(!fixed && found && !malformed && !finding.release ? ['  no release fixes it'] : []),
  ];
}

const mostListed = 12;

function licenceError(
  { project, lock }: AuditResult,
  licences: readonly LicenceFinding[],
): SignalError {
  return new SignalError({
    code: 'AUDIT_LICENCE',
    message: `${project} needs ${counted(licences.length, 'package')} whose licence is not accepted or unknown.`,
    ...(lock ? { place: { file: lock } } : {}),
    hint: 'accept a licence with `allow` in [tool.nx-signal.audit.licences], or state it with `stated`; for packages that are not installed, run `uv sync` first.',
  });
}

function licenceLines(result: AuditResult): string[] {
  const { licences = [] } = result;
  if (licences.length === 0) return [];
  return [
    formatError(licenceError(result, licences)),
    '',
    ...licences.flatMap(({ name, version, licence, reason, path }) => [
      `error: ${name} ${version}${licence === undefined ? '' : `, ${licence}`}: ${reason}`,
      ...(path.length > 0 ? [`  through ${path.map(nodeText).join(' → ')}`] : []),
    ]),
    '',
  ];
}

function notAuditedLines(list: readonly NotAudited[]): string[] {
  if (list.length === 0) return [];
  const shown = list
    .slice(0, mostListed)
    .map(
      ({ name, version, reason }) => `  ${[name, version].filter(Boolean).join(' ')}: ${reason}`,
    );
  const more = list.length - shown.length;
  return [
    `Not audited: ${counted(list.length, 'package')}.`,
    ...shown,
    ...(more > 0 ? [`  and ${more} more, all in audit.json`] : []),
  ];
}

function vulnerable({ project, lock, findings }: AuditResult): SignalError {
  const fails = findings.filter(({ outcome }) => outcome === 'fail');
  const releases = fails.filter(({ release }) => release !== undefined).length;
  const count = fails.length - releases;
  const what = [
    ...(count > 0 ? [counted(count, 'known vulnerability', 'known vulnerabilities')] : []),
    ...(releases > 0 ? [`${counted(releases, 'release')} withdrawn from an index`] : []),
  ];
  return new SignalError({
    code: 'AUDIT_VULNERABLE',
    message: `${project} has ${what.join(' and ')} among its dependencies.`,
    ...(lock ? { place: { file: lock } } : {}),
    hint: 'update the packages, or ignore an advisory for a while with `ignore` in [tool.nx-signal.audit].',
  });
}

function staleError({ asOf, source }: AuditResult): SignalError {
  return new SignalError({
    code: 'AUDIT_STALE',
    message: `The advisories of ${source} date from ${timeText(asOf)}, which is too old.`,
    hint: `run \`${commandHere('nx-signal')} audit\` where the source can be reached; or see \`maxAge\` and \`stale\` in [tool.nx-signal.audit].`,
  });
}

/**
 * The text of an audit. How old its advisories are always stands there.
 *
 * @param failsWhenStale - whether stale advisories fail it, or are only a warning
 */
export function auditText(
  result: AuditResult,
  failsWhenStale: boolean,
  remedy: (finding: JudgedFinding) => string | undefined,
): string {
  const { findings, audited, asOf, source, stale, indexesAsked } = result;
  const order = ['fail', 'warn', 'ignored'];
  const sorted = findings.toSorted((a, b) => order.indexOf(a.outcome) - order.indexOf(b.outcome));
  const fails = findings.some(({ outcome }) => outcome === 'fail');
  const old = formatError(staleError(result)).replace(
    /^error/,
    failsWhenStale ? 'error' : 'warning',
  );
  return [
    ...(fails ? [formatError(vulnerable(result)), ''] : []),
    ...(stale ? [old, ''] : []),
    ...sorted.flatMap((finding) => [...findingLines(finding, remedy), '']),
    ...licenceLines(result),
    ...notAuditedLines(result.notAudited),
    ...(indexesAsked === false ? ['No index was asked for withdrawn releases.'] : []),
    `${counted(audited, 'package')} audited, with advisories of ${timeText(asOf)} from ${source}.`,
    '',
  ].join('\n');
}

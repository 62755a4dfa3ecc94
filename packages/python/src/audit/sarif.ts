import type { Severity } from '../options/names.js';
import type { AuditResult } from './audit-result.js';
import type { JudgedFinding } from './judge.js';
import { releaseWords } from './words.js';

/** GitHub sorts alerts by this number, which it reads as a score of CVSS. */
const scores: Record<Severity, string> = {
  low: '3.9',
  medium: '6.9',
  high: '8.9',
  critical: '9.8',
};

const levels = { fail: 'error', warn: 'warning', ignored: 'note' } as const;

function ruleOf({ ids: [id = ''], summary, severity, release }: JudgedFinding) {
  return {
    id,
    ...(summary ? { shortDescription: { text: summary } } : {}),
    ...(release ? {} : { helpUri: `https://osv.dev/vulnerability/${encodeURIComponent(id)}` }),
    properties: {
      tags: ['security'],
      ...(severity ? { 'security-severity': scores[severity] } : {}),
    },
  };
}

function messageOf({ package: found, ids, fixed, note, release }: JudgedFinding): string {
  const how = release ? releaseWords[release] : `is affected by ${ids.join(', ')}`;
  const what = found
    ? `${found.name} ${found.version} ${how}; through ${found.path.join(' → ')}.`
    : `The record ${ids.join(', ')} cannot be read.`;
  return [what, fixed ? `Mended in ${fixed}.` : '', note ? `${note}.` : '']
    .filter(Boolean)
    .join(' ');
}

const licenceRule = {
  id: 'licence',
  shortDescription: { text: 'A licence that is not accepted, or unknown' },
};

function placeOf(lock: string | undefined, startLine: number) {
  return {
    physicalLocation: {
      artifactLocation: { uri: lock ?? 'pyproject.toml' },
      region: { startLine },
    },
  };
}

/**
 * Findings as SARIF 2.1.0.
 *
 * @param lineOf - the line (1-based) of a package in the lock
 */
export function auditSarif(
  { findings, lock, licences = [] }: AuditResult,
  lineOf: (name: string) => number,
): string {
  const rules = new Map(findings.map((finding) => [finding.ids[0], ruleOf(finding)]));
  const refused = licences.map(({ name, version, licence, reason, path }) => ({
    ruleId: licenceRule.id,
    level: 'error',
    message: {
      text: `${name} ${version}${licence ? `, ${licence}` : ''}: ${reason}; through ${path.join(' → ')}.`,
    },
    locations: [placeOf(lock, lineOf(name))],
  }));
  const results = findings.map((finding) => ({
    ruleId: finding.ids[0],
    level: levels[finding.outcome],
    message: { text: messageOf(finding) },
    locations: [placeOf(lock, finding.package ? lineOf(finding.package.name) : 1)],
    ...(finding.outcome === 'ignored'
      ? { suppressions: [{ kind: 'external', justification: finding.note }] }
      : {}),
  }));
  const all = [...rules.values(), ...(refused.length > 0 ? [licenceRule] : [])];
  const driver = { name: 'nx-signal audit', rules: all };
  return `${JSON.stringify(
    {
      $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
      version: '2.1.0',
      runs: [{ tool: { driver }, results: [...results, ...refused] }],
    },
    null,
    2,
  )}\n`;
}

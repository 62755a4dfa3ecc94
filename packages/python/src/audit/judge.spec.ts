import { describe, expect, it } from 'vitest';
import type { Severity } from '../options/names.js';
import type { AuditOptions } from '../options/schema.js';
import { judgeFinding } from './judge.js';
import { isPipeline, policyOf } from './policy.js';

const noon = Date.parse('2026-11-28T12:00:00Z') / 1000;

function outcome(options: AuditOptions, severity?: Severity, fixed?: string): string {
  const finding = {
    package: { name: 'a', version: '1', path: [] },
    ids: ['PYSEC-1', 'CVE-2026-1'],
    severity,
    summary: '',
    fixed,
    release: undefined,
    malformed: undefined,
  };
  const { outcome: what, note } = judgeFinding(finding, policyOf(options), noon);
  return note ? `${what}, ${note}` : what;
}

const ignore = (more: object) => ({ ignore: [{ id: 'cve-2026-1', reason: 'No input.', ...more }] });

describe('what becomes of a finding', () => {
  const rows: [title: string, AuditOptions, Severity | undefined, string | undefined, string][] = [
    ['by default all fail', {}, 'low', undefined, 'fail'],
    ['those that nobody has rated, too', { failOn: 'critical' }, undefined, undefined, 'fail'],
    ['unless said otherwise', { unknownSeverity: 'warn' }, undefined, undefined, 'warn'],
    ['below the least', { failOn: 'high' }, 'medium', undefined, 'warn'],
    ['at it', { failOn: 'high' }, 'high', undefined, 'fail'],
    [
      'ignored by an alias, on the last day',
      ignore({ expires: '2026-11-28' }),
      'high',
      '2',
      'ignored, ignored until 2026-11-28: No input.',
    ],
    [
      'over',
      ignore({ expires: '2026-11-27' }),
      'low',
      '2',
      'fail, cve-2026-1 was ignored until 2026-11-27, which has passed',
    ],
    [
      'over, below the least',
      { ...ignore({ expires: '2026-11-27' }), failOn: 'high' },
      'low',
      undefined,
      'fail, cve-2026-1 was ignored until 2026-11-27, which has passed',
    ],
    [
      'until fixed',
      ignore({ untilFixed: true }),
      'high',
      undefined,
      'ignored, ignored until a release fixes it: No input.',
    ],
    [
      'fixed',
      ignore({ untilFixed: true }),
      'high',
      '2',
      'fail, cve-2026-1 was ignored until a release fixes it, and 2 does',
    ],
    [
      'another one',
      { ignore: [{ id: 'CVE-2026-11', reason: 'x', untilFixed: true }] },
      'high',
      undefined,
      'fail',
    ],
    [
      'one entry over, one not',
      {
        ignore: [
          ...ignore({ expires: '2026-01-01' }).ignore,
          ...ignore({ expires: '2027-01-01' }).ignore,
        ],
      },
      'high',
      undefined,
      'ignored, ignored until 2027-01-01: No input.',
    ],
  ];
  it.each(rows)('%s', (_title, options, severity, fixed, expected) => {
    expect(outcome(options, severity, fixed)).toBe(expected);
  });
});

it.each([
  [{}, false],
  [{ CI: '' }, false],
  [{ CI: 'false', GITHUB_ACTIONS: 'true' }, false],
  [{ CI: 'true' }, true],
  [{ CI: '1' }, true],
  [{ GITLAB_CI: 'true' }, true],
])('%j is a pipeline: %s', (variables, expected) => {
  expect(isPipeline(variables)).toBe(expected);
});

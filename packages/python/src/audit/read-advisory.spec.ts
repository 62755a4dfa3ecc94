import { describe, expect, it } from 'vitest';
import { readAdvisory } from './read-advisory.js';

const affected = [
  {
    package: { name: 'Flask_Thing', ecosystem: 'PyPI' },
    ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }] }],
  },
];
const record = { id: 'X-1', modified: '2026-01-02T03:04:05Z', affected };

function read(more: object) {
  const { packages, unreadable } = readAdvisory(JSON.stringify({ ...record, ...more }), 'file');
  const [[name, advisory] = []] = packages;
  return { name, ...advisory, unreadable: unreadable?.reason };
}

it('reads what matters', () => {
  expect(readAdvisory(JSON.stringify(record), 'file').modified).toBe(1767323045);
  expect(read({ aliases: ['Z', 'A'], details: 'One\ntwo' })).toMatchObject({
    name: 'flask-thing',
    id: 'X-1',
    aliases: ['A', 'Z'],
    summary: 'One two',
    ranges: [[{ introduced: '0' }]],
  });
});

describe('what is of no concern', () => {
  it.each([
    ['withdrawn', { withdrawn: '2026-01-01T00:00:00Z' }],
    ['of another ecosystem', { affected: [{ package: { name: 'a', ecosystem: 'npm' } }] }],
    ['about nothing', { affected: [] }],
  ])('%s', (_title, more) => {
    expect(read(more)).toEqual({ name: undefined, unreadable: undefined });
  });
});

describe('a record of which nobody can tell what it is about', () => {
  it.each([
    ['no packages', { affected: undefined }, 'it names no package'],
    [
      'a package without a name',
      { affected: [{ package: { ecosystem: 'PyPI' } }] },
      'it names no package',
    ],
  ])('%s', (_title, more, reason) => {
    expect(read(more).unreadable).toBe(reason);
  });

  it.each(['', '{', 'null', '[]', '"x"'])('%j', (text) => {
    expect(readAdvisory(text, 'file').unreadable?.id).toBe('file');
  });
});

describe('how bad it is', () => {
  const v3 = (score: string) => ({ severity: [{ type: 'CVSS_V3', score }] });
  const high = 'CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:N';
  const critical = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H';
  it.each([
    ['nobody says', {}, undefined],
    ['a vector', v3(high), 'high'],
    ['no vector', v3('9.8 or so'), undefined],
    [
      'the worst vector',
      { severity: [...v3(high).severity, ...v3(critical).severity] },
      'critical',
    ],
    [
      'GitHub’s word over a vector',
      { ...v3(critical), database_specific: { severity: 'MODERATE' } },
      'medium',
    ],
    [
      'the word for a package',
      { affected: [{ ...affected[0], ecosystem_specific: { severity: 'HIGH' } }] },
      'high',
    ],
    ['malware', { id: 'MAL-2026-1' }, 'critical'],
    [
      'an old vector',
      { severity: [{ type: 'CVSS_V2', score: 'AV:N/AC:L/Au:N/C:P/I:P/A:P' }] },
      'high',
    ],
    [
      'a new vector',
      {
        severity: [
          {
            type: 'CVSS_V4',
            score: 'CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N',
          },
        ],
      },
      'critical',
    ],
  ])('%s', (_title, more, severity) => {
    expect(read(more).severity).toBe(severity);
  });
});

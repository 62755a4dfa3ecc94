import { describe, expect, it } from 'vitest';
import { judgeVersion } from './affected-versions.js';
import { readAdvisory } from './read-advisory.js';

type Events = Record<string, string>[];

function judge(version: string, ranges: Events[], versions: string[] = []) {
  const record = {
    id: 'X-1',
    affected: [
      {
        package: { name: 'a', ecosystem: 'PyPI' },
        ranges: ranges.map((events) => ({ type: 'ECOSYSTEM', events })),
        versions,
      },
    ],
  };
  const advisory = readAdvisory(JSON.stringify(record), 'X-1').packages.get('a');
  if (!advisory) throw new Error('no advisory');
  const { affected, fixed } = judgeVersion(version, advisory);
  return `${affected}${fixed ? ` until ${fixed}` : ''}`;
}

describe('versions are judged as PEP 440 orders them', () => {
  const two = [
    { introduced: '2.0.0' },
    { fixed: '2.0.6' },
    { introduced: '0' },
    { fixed: '1.26.17' },
  ];
  const rows: [version: string, ranges: Events[], verdict: string][] = [
    ['1.0', [[{ introduced: '0' }, { fixed: '1.1' }]], 'true until 1.1'],
    ['1.1', [[{ introduced: '0' }, { fixed: '1.1' }]], 'false'],
    ['1.1.0', [[{ introduced: '0' }, { fixed: '1.1' }]], 'false'],
    ['1.1rc1', [[{ introduced: '0' }, { fixed: '1.1' }]], 'true until 1.1'],
    ['1.1.dev3', [[{ introduced: '0' }, { fixed: '1.1' }]], 'true until 1.1'],
    ['1.1.post1', [[{ introduced: '0' }, { fixed: '1.1' }]], 'false'],
    ['1.0+local', [[{ introduced: '1.0' }, { fixed: '1.1' }]], 'true until 1.1'],
    ['0.0.0.dev1', [[{ introduced: '0' }, { fixed: '1.1' }]], 'true until 1.1'],
    ['1!0.5', [[{ introduced: '0' }, { fixed: '1.1' }]], 'false'],
    ['1.10', [[{ introduced: '0' }, { fixed: '1.9' }]], 'false'],
    ['1.0', [[{ introduced: '0' }, { last_affected: '1.0' }]], 'true'],
    ['1.0.1', [[{ introduced: '0' }, { last_affected: '1.0' }]], 'false'],
    ['1.26.4', [two], 'true until 1.26.17'],
    ['1.26.17', [two], 'false'],
    ['2.0.1', [two], 'true until 2.0.6'],
    [
      '2.0.1',
      [
        [{ introduced: '0' }, { fixed: '2.0.4' }],
        [{ introduced: '2' }, { fixed: '2.1' }],
      ],
      'true until 2.1',
    ],
    ['3', [[{ introduced: '2' }]], 'true'],
    ['1', [[{ introduced: '2' }]], 'false'],
    ['1', [[{ introduced: '0' }, { limit: '1' }]], 'true'],
  ];
  it.each(rows)('%s in %j: %s', (version, ranges, verdict) => {
    expect(judge(version, ranges)).toBe(verdict);
  });
});

describe('what cannot be told counts as affected', () => {
  const rows: [
    title: string,
    version: string,
    ranges: Events[],
    versions: string[],
    verdict: string,
  ][] = [
    ['an empty event', '9', [[{ introduced: '0' }, {}, { fixed: '1' }]], [], 'true'],
    ['an event without a version', '9', [[{ introduced: '0' }, { fixed: 'soon' }]], [], 'true'],
    ['a range that never begins', '9', [[{ fixed: '1' }]], [], 'true'],
    ['no version at all', '9', [], [], 'true'],
    ['a version of its own kind', '2004d', [[{ introduced: '0' }, { fixed: '1' }]], [], 'true'],
    ['the same, and listed ones', '2004d', [], ['2004c'], 'false'],
    ['the same, listed', '2004d', [], ['2004d'], 'true'],
    ['listed in another spelling', '1.0', [], ['1.0.0'], 'true'],
    ['not listed', '1.1', [], ['1.0.0', 'what'], 'false'],
    [
      'listed and outside of the range',
      '3',
      [[{ introduced: '0' }, { fixed: '2' }]],
      ['3'],
      'true',
    ],
  ];
  it.each(rows)('%s', (_title, version, ranges, versions, verdict) => {
    expect(judge(version, ranges, versions)).toBe(verdict);
  });
});

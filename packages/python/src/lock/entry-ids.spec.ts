import { expect, it } from 'vitest';
import { idsOf } from './entry-ids.js';
import type { LockEntry } from './lock-entry.js';

const entry = (version: string | undefined, source = ''): LockEntry => ({
  kind: 'package',
  name: 'torch',
  version,
  source,
  directory: undefined,
  facts: '',
  requires: [],
  extras: new Map(),
  groups: new Map(),
});

const rows: [title: string, entries: LockEntry[], ids: string[]][] = [
  ['one entry needs its name only', [entry('2.5')], ['torch']],
  ['versions', [entry('2.5'), entry('2.6')], ['torch@2.5', 'torch@2.6']],
  ['a dynamic version', [entry('2.5'), entry(undefined)], ['torch@2.5', 'torch@dynamic']],
  [
    'one version from two sources',
    [entry('2.5', 'a'), entry('2.5', 'b'), entry('2.6', 'b')],
    ['torch@2.5 from a', 'torch@2.5 from b', 'torch@2.6'],
  ],
  [
    'one version twice from one source',
    [entry('2.5', 'a'), entry('2.5', 'a')],
    ['torch@2.5 from a #1', 'torch@2.5 from a #2'],
  ],
];
it.each(rows)('%s', (_title, entries, ids) => {
  expect(idsOf(entries)).toEqual(ids);
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { repository } from '../setup/run.mjs';
import { peersTable, withPeersTable } from './peers.mjs';

const read = (path) => readFileSync(join(repository, path), 'utf8');

// Brought up to date with `npx vitest run docs/peers --update` in tools.
it.each(['README.md', 'docs/guides/comparison.md'])(
  '%s has the figures of the benchmarks',
  async (page) => {
    const text = withPeersTable(read(page), read('docs/benchmarks.md'));
    await expect(text).toMatchFileSnapshot(join(repository, page));
  },
);

it('finds each contender in the benchmarks', () => {
  const rows = peersTable(read('docs/benchmarks.md')).split('\n').slice(2);
  expect(rows.filter((row) => /(?: – \|){2}/.test(row))).toEqual([]);
});

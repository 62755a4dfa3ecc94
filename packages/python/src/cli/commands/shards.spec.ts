import { describe, expect, it } from 'vitest';
import { partsOf } from '../../testing/error-of.js';
import { shards } from './shards.js';

const io = { workspaceRoot: '/w', stdout: () => {}, stderr: () => {} };

describe('shards is called with a target and a count', () => {
  const rows: [argv: string[], message: string][] = [
    [[], 'shards takes a target and a count, not 0 values.'],
    [['test', '2', '3'], 'shards takes a target and a count, not 3 values.'],
    [['test', '0'], 'The number of jobs must be a whole number greater than 0, not 0.'],
    [['test', 'many'], 'The number of jobs must be a whole number greater than 0, not many.'],
    [['test', '--al'], 'There is no option --al.'],
  ];
  it.each(rows)('%j', async (argv, message) => {
    const error = await shards.run(argv, io).catch((caught: unknown) => caught);
    expect(partsOf(error)).toMatchObject({ code: 'USAGE', message });
  });
});

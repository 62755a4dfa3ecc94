import { expect, test } from 'vitest';
import { costs } from './verify.mjs';

test('the cost is the difference within each round, as a share of pytest by hand', () => {
  const results = { on: [11, 14, 12], off: [10, 12, 12], hand: [8, 10, 12] };
  const { low, median, high } = costs(results);
  expect([low, median, high].map((share) => share.toFixed(2))).toEqual(['0.05', '0.10', '0.15']);
});

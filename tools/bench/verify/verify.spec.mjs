import { expect, test } from 'vitest';
import { costs } from './verify.mjs';

test('the cost is what a round with verified inputs takes more than its neighbour by hand', () => {
  const { low, median, high } = costs({ hand: [10, 20, 40], verified: [11, 20, 42] });
  expect([low, median, high].map((share) => share.toFixed(3))).toEqual(['0.025', '0.050', '0.075']);
});

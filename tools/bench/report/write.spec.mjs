import { expect, test } from 'vitest';
import { replaceFigures } from './write.mjs';

const page = 'before\n<!-- figures: begin -->\nold\n<!-- figures: end -->\nafter\n';

test('only what stands between the marks is replaced', () => {
  const once = replaceFigures(page, 'new');
  expect(once).toBe('before\n<!-- figures: begin -->\n\nnew\n<!-- figures: end -->\nafter\n');
  expect(replaceFigures(once, 'new')).toBe(once);
});

test('a page without marks is refused', () => {
  expect(() => replaceFigures('before', 'new')).toThrow('the page has no');
});

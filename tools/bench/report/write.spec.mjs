import { expect, test } from 'vitest';
import { replaceFigures } from './write.mjs';

const page = 'before\n<!-- figures: begin -->\nold\n<!-- figures: end -->\nafter\n';

test('only what stands between the marks is replaced', () => {
  const once = replaceFigures(page, 'new');
  expect(once).toBe('before\n<!-- figures: begin -->\n\nnew\n<!-- figures: end -->\nafter\n');
  expect(replaceFigures(once, 'new')).toBe(once);
});

test('sections of other names are left alone', () => {
  const two = `${page}<!-- other: begin -->\nold\n<!-- other: end -->\n`;
  expect(replaceFigures(two, 'new', 'other')).toBe(
    `${page}<!-- other: begin -->\n\nnew\n<!-- other: end -->\n`,
  );
});

test('a page without marks is refused', () => {
  expect(() => replaceFigures('before', 'new')).toThrow('the page has no');
});

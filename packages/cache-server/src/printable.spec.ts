import { expect, it } from 'vitest';
import { printable, printableLine } from './printable.js';

it.each([
  ['\u001b]0;title\u0007', '\\u001b]0;title\\u0007'],
  ['a\u009b31mred', 'a\\u009b31mred'],
  ['del\u007f', 'del\\u007f'],
  ['abc\u202edcba', 'abc\\u202edcba'],
  ['\u2066isolate\u2069 \u200f \u061c', '\\u2066isolate\\u2069 \\u200f \\u061c'],
  ['zero\u200bwidth\ufeff', 'zero\\u200bwidth\\ufeff'],
  ['tag \u{e0041}', 'tag \\udb40\\udc41'],
  ['half \ud800', 'half \\ud800'],
  ['lines\u2028and\u2029', 'lines\\u2028and\\u2029'],
  ['日本 ü שלום 🎉', '日本 ü שלום 🎉'],
])('writes out what would not be seen in %j', (text, shown) => {
  expect(printable(text)).toBe(shown);
  expect(printableLine(text)).toBe(shown);
});

it('keeps lines where there may be some, and values of JSON', () => {
  expect(printable('a\tb\n\rc')).toBe('a\tb\n\\u000dc');
  expect(printableLine('a\tb\nc')).toBe('a\\u0009b\\u000ac');
  const value = { name: 'a\u0085\u202e\u{e0041}"\\' };
  expect(JSON.parse(printableLine(JSON.stringify(value)))).toEqual(value);
});

import { expect, it } from 'vitest';
import { iniValues } from './ini-values.js';
import { shellWords } from './shell-words.js';

it.each([
  ['a = b\nc: d', { a: 'b', c: 'd' }],
  ['a =\n  x\n\n  # no\n  y\nb = z', { a: 'x\ny', b: 'z' }],
  ['a = x = y', { a: 'x = y' }],
  ['; a = b\nno value', {}],
])('%j', (text, values) => {
  expect(iniValues(text)).toEqual(values);
});

it.each([
  ['a  b\nc', ['a', 'b', 'c']],
  [`"a b" 'c d'`, ['a b', 'c d']],
  [`-k"a b"c\\ d`, ['-ka bc d']],
  ['', []],
])('%j as words', (text, words) => {
  expect(shellWords(text)).toEqual(words);
});

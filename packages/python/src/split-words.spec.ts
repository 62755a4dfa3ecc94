import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quoteWord, splitWords } from './split-words.js';

describe('a text is split as a shell splits it', () => {
  const rows: [text: string, words: string[] | undefined][] = [
    ['', []],
    ['  ', []],
    ['-x', ['-x']],
    [" -k 'a or b'\t-n 2\n", ['-k', 'a or b', '-n', '2']],
    ['-k "not slow"', ['-k', 'not slow']],
    ['--k="a b"c', ['--k=a bc']],
    ['a\\ b \'c\\d\' "e\\f" "g\\"h"', ['a b', 'c\\d', 'e\\f', 'g"h']],
    ["''", ['']],
    ['a""', ['a']],
    ["'it'\\''s'", ["it's"]],
    ['$HOME *.py `x`', ['$HOME', '*.py', '`x`']],
    ["-k 'a", undefined],
    ['-k "a', undefined],
    ["it's", undefined],
    ['a\\', ['a\\']],
  ];
  it.each(rows)('%j', (text, words) => {
    expect(splitWords(text)).toEqual(words);
  });
});

it('words that are quoted are read as what they are, here and by a shell', () => {
  const word = fc.string({ unit: 'grapheme-ascii', minLength: 1 });
  fc.assert(
    fc.property(fc.array(word), (words) => {
      expect(splitWords(words.map(quoteWord).join(' '))).toEqual(words);
    }),
  );
  const odd = ["it's", 'a b', '$HOME', '`x`', '\\', '"', '', '*', '-k', 'a=b'];
  const script = `for word in ${odd.map(quoteWord).join(' ')}; do printf '%s\\n' "$word"; done`;
  expect(execFileSync('sh', ['-c', script], { encoding: 'utf8' })).toBe(`${odd.join('\n')}\n`);
});

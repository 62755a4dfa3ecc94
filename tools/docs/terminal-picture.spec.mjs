import { expect, it } from 'vitest';
import { parseLine, terminalPicture } from './terminal-picture.mjs';

it.each([
  ['plain', [{ text: 'plain' }]],
  [
    '\u001b[32m✔\u001b[39m  done',
    [
      { text: '✔', colour: '#7ee787' },
      { text: '  done', colour: undefined },
    ],
  ],
  [
    '\u001b[1m\u001b[31mred\u001b[0m end',
    [{ text: 'red', bold: true, colour: '#ff7b72' }, { text: ' end' }],
  ],
  ['\u001b[7m NX \u001b[27m', [{ text: ' NX ', inverse: true }]],
  ['\u001b[mx', [{ text: 'x' }]],
])('reads %j', (line, pieces) => {
  expect(parseLine(line).pieces).toEqual(pieces);
});

it('carries a style into the next line', () => {
  const { style } = parseLine('\u001b[31mred');
  expect(parseLine('still', style).pieces).toEqual([{ text: 'still', colour: '#ff7b72' }]);
});

it('is as large as its text, which cannot become markup', () => {
  const small = terminalPicture('a', 'A <run>');
  const large = terminalPicture(`${'a'.repeat(80)}\n<b>&`, 'A <run>');
  const sizeOf = (picture) => /viewBox="0 0 (\d+) (\d+)"/.exec(picture).slice(1).map(Number);
  expect(sizeOf(large)[0]).toBeGreaterThan(sizeOf(small)[0]);
  expect(sizeOf(large)[1]).toBeGreaterThan(sizeOf(small)[1]);
  expect(large).toContain('&lt;b&gt;&amp;');
  expect(large).toContain('<title>A &lt;run&gt;</title>');
});

import { expect, it } from 'vitest';
import { addPatterns, missingPatterns, newGitignore, usualPatterns } from './gitignore.js';

it.each(['dist', '/dist', 'dist/', '**/dist/', '/dist/*'])('takes %s for dist/', (pattern) => {
  expect(missingPatterns(`${pattern}\n`, ['dist/'])).toEqual([]);
});

it.each([
  ['*.py[cod]', '*.so', []],
  ['.nx', '.nx/cache/', []],
  ['dist-old', 'dist/', ['dist/']],
  ['# dist', 'dist/', ['dist/']],
])('with %s wants of %s: %j', (text, wanted, missing) => {
  expect(missingPatterns(text, [wanted])).toEqual(missing);
});

it('adds what is missing below what is there', () => {
  const { text, added } = addPatterns('# Mine\n.venv', ['.venv/', 'dist/'], '# Tools');
  expect({ text, added }).toEqual({ text: '# Mine\n.venv\n\n# Tools\ndist/\n', added: ['dist/'] });
});

it('leaves a text alone that has everything', () => {
  expect(addPatterns(newGitignore(), usualPatterns, '# Tools')).toEqual({
    text: newGitignore(),
    added: [],
  });
});

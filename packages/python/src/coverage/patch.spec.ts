import { expect, it } from 'vitest';
import { judgePatch } from './patch.js';

const files = {
  'libs/a/src/a.py': { executed_lines: [1, 2], missing_lines: [4, 5] },
  'libs/a/in/src/b.py': { executed_lines: [1], missing_lines: [] },
};
const a = { project: 'a', folder: 'libs/a' };
const b = { project: 'b', folder: 'libs/a/in' };
const changed = (lines: Record<string, number[]>) =>
  new Map(Object.entries(lines).map(([file, all]) => [file, new Set(all)]));

it('counts changed lines with code, each for the project it is in', () => {
  const lines = changed({
    'libs/a/src/a.py': [2, 3, 4, 5],
    'libs/a/in/src/b.py': [1],
    'docs/x.py': [1],
  });
  const { text, low } = judgePatch(files, lines, 'main', [
    { ...a, patch: 50 },
    { ...b, patch: 100 },
  ]);
  expect(text.split('\n')).toEqual([
    'Of 4 lines that differ from main, 50 % are run by tests.',
    '  libs/a/src/a.py  4-5',
  ]);
  expect(low).toEqual(['a: 33.3 % of changed lines, below 50 %']);
});

it('has nothing against what does not count', () => {
  const lines = changed({ 'libs/a/src/a.py': [3] });
  expect(judgePatch(files, lines, 'main', [{ ...a, patch: 100 }])).toEqual({
    text: 'No measured line differs from main.',
    low: [],
  });
});

it('asks nothing of a project without a threshold', () => {
  const lines = changed({ 'libs/a/src/a.py': [4] });
  expect(judgePatch(files, lines, 'main', [{ ...a, patch: undefined }]).low).toEqual([]);
});

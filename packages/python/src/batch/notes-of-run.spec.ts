import { expect, it } from 'vitest';
import type { ToolOptions } from '../tools/tool-task.js';
import { notesOfRun } from './notes-of-run.js';

const task = (project: string, ...notes: string[]) => {
  const options: ToolOptions = {
    kind: 'lint',
    environment: '.',
    ...(notes.length ? { notes } : {}),
  };
  return { project, options };
};

it('names the project of each, and nothing where there is none', () => {
  expect(notesOfRun([task('a', 'x'), task('b'), task('.', 'y')])).toBe(
    'warning: a: x\nwarning: the root: y\n',
  );
  expect(notesOfRun([task('a')])).toBe('');
});

it('shows few', () => {
  const lines = notesOfRun([...'abcdefgh'].map((name) => task(name, 'x'))).split('\n');
  expect(lines.slice(4)).toEqual([
    'warning: e: x',
    'and 3 more warnings, in the output of the tasks',
    '',
  ]);
});

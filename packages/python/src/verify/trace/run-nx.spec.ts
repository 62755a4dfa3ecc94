import { expect, it } from 'vitest';
import { nxCommands } from './run-nx.js';

const task = (project: string, target: string, configuration?: string) => ({
  project,
  target,
  configuration,
});

it('runs projects with the same targets together, and never a task that nobody named', () => {
  expect(
    nxCommands([
      task('a', 'lint'),
      task('a', 'test:unit'),
      task('b', 'test:unit'),
      task('b', 'lint'),
      task('c', 'lint'),
      task('c', 'typecheck', 'strict'),
    ]),
  ).toEqual([
    { projects: ['a', 'b'], targets: ['lint', 'test:unit'] },
    { projects: ['c'], targets: ['lint'] },
    { projects: ['c'], targets: ['typecheck'], configuration: 'strict' },
  ]);
});

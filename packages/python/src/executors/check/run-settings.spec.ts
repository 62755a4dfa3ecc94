import { describe, expect, it } from 'vitest';
import { parallelLimit, parallelVariable, parseParallel } from './run-settings.js';

describe('what Nx was told on the command line, with four cores', () => {
  const rows: [argv: string, parallel: number | undefined][] = [
    ['nx run-many -t lint', undefined],
    ['nx run-many --parallel=3', 3],
    ['nx run-many --parallel 3 -t lint', 3],
    ['nx run-many --parallel=12', 12],
    ['nx run-many --parallel=0', 1],
    ['nx run-many --parallel=false', 1],
    ['nx run-many --parallel false', 1],
    ['nx run-many --parallel=50%', 2],
    ['nx run-many --parallel=30%', 1],
    ['nx run-many --parallel=1%', 1],
    ['nx run-many --parallel 100%', 4],
    ['nx run-many --parallel', undefined],
    ['nx run-many --parallel -t lint', undefined],
    ['nx run-many --parallel=true', undefined],
    ['nx run-many --parallel=-1', undefined],
    ['nx run-many --parallel=', undefined],
    ['nx run-many --parallelism=3', undefined],
    ['nx run-many --parallel=2 --parallel=3', 2],
  ];
  it.each(rows)('%s → %s', (argv, parallel) => {
    expect(parseParallel(argv.split(' '), 4)).toBe(parallel);
  });
});

describe('how many tools run at once, with four cores', () => {
  const rows: [variable: string | undefined, limit: number][] = [
    [undefined, 4],
    ['2', 2],
    ['4', 4],
    ['9', 4],
    ['0', 1],
    ['-3', 1],
    ['1.5', 4],
    ['many', 4],
    ['', 1],
  ];
  it.each(rows)('%j → %i', (variable, limit) => {
    const variables = variable === undefined ? {} : { [parallelVariable]: variable };
    expect(parallelLimit(variables, 4)).toBe(limit);
  });
});

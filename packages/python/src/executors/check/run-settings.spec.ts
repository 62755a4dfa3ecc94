import { describe, expect, it } from 'vitest';
import {
  bailVariable,
  isBail,
  parallelLimit,
  parallelVariable,
  parseBail,
  parseParallel,
} from './run-settings.js';

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

describe('whether a run stops at its first failure', () => {
  const rows: [argv: string, bail: boolean][] = [
    ['nx run-many -t lint', false],
    ['nx run-many --nxBail', true],
    ['nx run-many --nx-bail', true],
    ['nx run-many --nxBail=true', true],
    ['nx run-many --nxBail=false', false],
    ['nx run-many --nxBail --nxBail=false', false],
    ['nx run-many --nxBailout', false],
    ['nx run-many --bail', false],
  ];
  it.each(rows)('%s: %s', (argv, bail) => {
    expect(parseBail(argv.split(' '))).toBe(bail);
    expect(isBail({ [bailVariable]: String(parseBail(argv.split(' '))) })).toBe(bail);
  });

  it('not when nobody said so', () => {
    expect(isBail({})).toBe(false);
  });
});

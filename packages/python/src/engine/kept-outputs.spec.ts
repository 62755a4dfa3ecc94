import { mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { KeptOutputs } from './kept-outputs.js';

const outputs = ['dist/reports/a', '.marker'];

function remembered(end = Date.now() + 1_000): { root: string; kept: KeptOutputs } {
  const root = temporaryFolder({ 'dist/reports/a/junit.xml': '<one/>' });
  const kept = new KeptOutputs(root);
  kept.remember([{ hash: '1', outputs }], end);
  return { root, kept };
}

describe('outputs', () => {
  it('are there as long as nobody touches them', () => {
    const { kept } = remembered();
    expect(kept.isThere('1', outputs)).toBe(true);
    expect(kept.isThere('2', outputs)).toBe(false);
    kept.remember([], Date.now());
    expect(kept.isThere('1', outputs)).toBe(false);
  });

  const report = 'dist/reports/a/junit.xml';
  it.each([
    ['gone', (root: string) => rmSync(join(root, report))],
    ['all gone', (root: string) => rmSync(join(root, 'dist'), { recursive: true })],
    [
      'others of the same size and time',
      (root: string) => {
        utimesSync(join(root, report), 1e9, 1e9);
        writeFileSync(join(root, report), '<two/>');
        utimesSync(join(root, report), 1e9, 1e9);
      },
    ],
    ['more', (root: string) => writeFileSync(join(root, 'dist/reports/a/more'), '')],
    ['a folder more', (root: string) => mkdirSync(join(root, 'dist/reports/a/more'))],
    ['there where none were', (root: string) => writeFileSync(join(root, '.marker'), '')],
  ])('are not as they were left when they are %s', (_, change) => {
    const { root, kept } = remembered();
    change(root);
    expect(kept.isThere('1', outputs)).toBe(false);
  });

  it('are somebody else’s where they are younger than the answer', () => {
    expect(remembered(Date.now() - 60_000).kept.isThere('1', outputs)).toBe(false);
  });

  it('are left to Nx where they are patterns', () => {
    const kept = new KeptOutputs(temporaryFolder({ 'dist/a': '' }));
    kept.remember([{ hash: '1', outputs: ['dist/*'] }], Date.now() + 1_000);
    expect(kept.isThere('1', ['dist/*'])).toBe(false);
  });
});

import { mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { KeptOutputs } from './kept-outputs.js';

const outputs = ['dist/reports/a', '.marker'];

const later = () => Date.now() + 60_000;

/** Outputs that were looked at when Nx had done with them, and after somebody else was there. */
function remembered(
  end = later(),
  meanwhile = (_root: string) => {},
): { root: string; kept: KeptOutputs } {
  const made = 'dist/reports/a/junit.xml';
  const root = temporaryFolder({ [made]: '<one/>', [`cache/1/${made}`]: '<one/>' });
  meanwhile(root);
  const kept = new KeptOutputs(root);
  kept.replayedFrom(join(root, 'cache'));
  kept.remember([{ key: '1', outputs, canReplay: true }], end);
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

  it.each([
    ['was taken away', report],
    ['was taken away with all around', 'dist'],
    ['Nx could not bring back', 'cache/1'],
  ])('are not taken for whole where one %s before they were looked at', (_, path) => {
    const { kept } = remembered(later(), (root) => rmSync(join(root, path), { recursive: true }));
    expect(kept.isThere('1', outputs)).toBe(false);
  });

  it('are somebody else’s where they are younger than the answer', () => {
    expect(remembered(Date.now() - 60_000).kept.isThere('1', outputs)).toBe(false);
  });

  it('of what Nx never replays may be missing', () => {
    const kept = new KeptOutputs(temporaryFolder());
    kept.remember([{ key: '1', outputs, canReplay: false }], later());
    expect(kept.isThere('1', outputs)).toBe(true);
  });

  it('are left to Nx where they are patterns', () => {
    const kept = new KeptOutputs(temporaryFolder({ 'dist/a': '' }));
    kept.remember([{ key: '1', outputs: ['dist/*'], canReplay: false }], Date.now() + 1_000);
    expect(kept.isThere('1', ['dist/*'])).toBe(false);
  });
});

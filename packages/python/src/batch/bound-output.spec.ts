import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { boundOutput, LiveOutput, shownOutput } from './bound-output.js';

const loud = `first\n${'row of a test\n'.repeat(300_000)}last\n`;

it('short output stays as it is, and nothing of an earlier run stays in the reports', () => {
  const root = temporaryFolder({ 'dist/r/output.txt': 'old' });
  expect(boundOutput('text\n', { root, id: 'a:t', report: 'dist/r' })).toBe('text\n');
  expect(existsSync(join(root, 'dist/r/output.txt'))).toBe(false);
});

it.each([
  ['dist/r', 'dist/r/output.txt'],
  [undefined, '.nx/workspace-data/nx-signal/output/a%3At.txt'],
])('long output keeps start and end, and says where the rest is (reports: %s)', (report, file) => {
  const root = temporaryFolder();
  const text = boundOutput(loud, { root, id: 'a:t', report });
  expect(text.length).toBeLessThan(shownOutput + 200);
  expect(text).toMatch(/^first\nrow of a test\n/);
  expect(text).toMatch(/\nrow of a test\nlast\n$/);
  expect(text).toContain(`\n[3.0 MB of output omitted here; the full text is in ${file}]\nrow`);
  expect(readFileSync(join(root, file), 'utf8')).toBe(loud);
});

it('a result is not lost where the rest cannot be written', () => {
  const root = temporaryFolder({ dist: 'a file' });
  expect(boundOutput(loud, { root, id: 'a:t', report: 'dist/r' })).toContain('omitted here]\n');
});

it('what was shown as it came is not shown again', () => {
  const root = temporaryFolder();
  const shown: string[] = [];
  const live = new LiveOutput((text) => shown.push(text));
  for (let at = 0; at < loud.length; at += 70_001) live.push(loud.slice(at, at + 70_001));
  const text = boundOutput(`${loud}error: stopped\n`, { root, id: 'a:t' });
  live.finish(text);
  expect(shown.join('')).toBe(text);
});

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { checkConfig } from './config/check-config.js';
import { configSchema } from './config/schema.js';
import { errorCodes } from './errors.js';
import { optionsReference, replaceBetween } from './testing/options-reference.js';

const docs = new URL('../../../docs/', import.meta.url);
const page = new URL('reference/cache-server.md', docs);
const text = readFileSync(page, 'utf8');

// Brought up to date with `npx vitest run src/docs.spec.ts --update` in packages/cache-server.
it('documents every option as the schema has it', async () => {
  const marks = ['<!-- options: begin -->', '<!-- options: end -->'] as const;
  await expect(replaceBetween(text, ...marks, optionsReference())).toMatchFileSnapshot(
    page.pathname,
  );
});

it('documents every error code, and none that does not exist', () => {
  const documented = [...text.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, code]) => code);
  expect(documented.sort()).toEqual([...errorCodes].sort());
});

it('shows configurations that are taken', () => {
  const guide = readFileSync(new URL('guides/remote-cache.md', docs), 'utf8');
  const shown = [...`${text}\n${guide}`.matchAll(/```json\n(.+?)```/gs)].map(([, json]) =>
    configSchema.parse(JSON.parse(json ?? '')),
  );
  expect(shown.length).toBeGreaterThanOrEqual(2);
  for (const config of shown) checkConfig(config, () => undefined);
});

it('says what becomes of every upload and request', () => {
  const outcomes = readFileSync(new URL('service/outcomes.ts', import.meta.url), 'utf8');
  const names = [...outcomes.matchAll(/\| '([a-z-]+)'/g)].map(([, name]) => name);
  for (const name of names) expect(text).toContain(`\`${name}\``);
});

it('names in the threat model only tests that exist', () => {
  const model = readFileSync(new URL('guides/threat-model.md', docs), 'utf8');
  const rows = model.split('\n').filter((line) => /^\| [A-Z]/.test(line));
  expect(rows.length).toBeGreaterThan(25);
  for (const row of rows) {
    const [, file = '', name = ''] = /\| `([\w./-]+\.ts)`: "([^"]+)" \|$/.exec(row) ?? [];
    const root = file.startsWith('e2e/') ? '../../../' : '';
    const tests = readFileSync(new URL(`${root}${file}`, import.meta.url), 'utf8');
    expect(tests, row).toMatch(/\bit(\.\w+)?[(<]/);
    expect(tests.includes(`'${name}'`), row).toBe(true);
  }
});

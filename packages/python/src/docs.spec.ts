import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { errorCodes } from './errors.js';
import { withFingerprintReference } from './testing/fingerprint-reference.js';
import { optionsReference } from './testing/options-reference.js';
import { signalReference } from './testing/signal-reference.js';
import { harmlessVariables } from './verify/harmless-variables.js';
import { passedVariables } from './verify/hidden-variables.js';

const docs = new URL('../../../docs/', import.meta.url);

// Brought up to date with `npx vitest run src/docs.spec.ts --update` in packages/python.
it('documents every option as the schemas have it', async () => {
  await expect(optionsReference()).toMatchFileSnapshot(
    new URL('reference/options.md', docs).pathname,
  );
});

it('documents signal.json as the schema has it', async () => {
  await expect(signalReference()).toMatchFileSnapshot(
    new URL('reference/signal.md', docs).pathname,
  );
});

it('documents what enters each kind of hash as the structure has it', async () => {
  const page = new URL('guides/caching.md', docs);
  const text = withFingerprintReference(readFileSync(page, 'utf8'));
  expect(text.match(/^\| .* \|$/gm)?.length).toBeGreaterThan(10);
  await expect(text).toMatchFileSnapshot(page.pathname);
});

it('documents every error code, and none that does not exist', () => {
  const text = readFileSync(new URL('reference/errors.md', docs), 'utf8');
  const documented = [...text.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, code]) => code);
  expect(documented.sort()).toEqual([...errorCodes].sort());
});

it('has a section on each error code for whoever meets it', () => {
  const text = readFileSync(new URL('guides/troubleshooting.md', docs), 'utf8');
  const sections = [...text.matchAll(/^### `([A-Z_]+)`$/gm)].map(([, code]) => code);
  expect(sections.sort()).toEqual([...errorCodes].sort());
});

it('documents every variable that tests may read, or get, without declaring it', () => {
  const text = readFileSync(new URL('guides/verified-inputs.md', docs), 'utf8');
  const rows = [...harmlessVariables, ...passedVariables].map(
    ({ names, why }) => `| ${names.map((name) => `\`${name}\``).join(', ')} | ${why} |`,
  );
  for (const row of rows) expect(text).toContain(`${row}\n`);
});

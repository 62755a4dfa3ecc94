import { statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { declaredVariables } from './declared-variables.js';
import { readSalt, recordVariables } from './variables.js';

const environment = { TOKEN: 'secret', EMPTY: '' };

it('keeps digests of values', () => {
  const values = recordVariables(['TOKEN', 'GONE'], environment, 'salt');
  expect(values).toEqual({
    TOKEN: expect.stringMatching(/^#[0-9a-f]{64}$/),
    GONE: null,
  });
  expect(recordVariables(['TOKEN'], environment, 'salt')['TOKEN']).toBe(values['TOKEN']);
  expect(recordVariables(['TOKEN'], environment, 'other')['TOKEN']).not.toBe(values['TOKEN']);
  expect(recordVariables(['EMPTY'], environment, 'salt')['EMPTY']).not.toBeNull();
});

it('makes a salt once, for its owner only', () => {
  const file = join(temporaryFolder(), 'nx-signal', 'salt');
  const salt = readSalt(file);
  expect(salt).toMatch(/^[0-9a-f]{32}$/);
  expect(readSalt(file)).toBe(salt);
  if (process.platform !== 'win32') expect(statSync(file).mode & 0o077).toBe(0);
});

it('finds the variables that targets have as inputs', () => {
  const names = declaredVariables([
    { root: 'a', targets: { lint: { inputs: [{ env: 'A' }, { env: 'B' }, 'pyAll'] }, none: {} } },
    { root: 'b', targets: { test: { inputs: [{ runtime: 'date' }, { env: 'C' }, { env: 'A' }] } } },
    { root: 'c' },
  ]);
  expect([...names].sort()).toEqual(['A', 'B', 'C']);
});

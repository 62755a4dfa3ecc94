import { statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { declaredVariables } from './declared-variables.js';
import { readSalt, recordVariables } from './variables.js';

const environment = { NX_SIGNAL_PYTHON: '3.12.1', TOKEN: 'secret', EMPTY: '' };

it('keeps versions in the clear and of all else a digest', () => {
  const values = recordVariables(['NX_SIGNAL_PYTHON', 'TOKEN', 'GONE'], environment, 'salt');
  expect(values).toEqual({
    NX_SIGNAL_PYTHON: '3.12.1',
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

it('finds the variables that options make inputs', () => {
  const names = declaredVariables([
    { target: (kind) => kind === 'lint' && { env: ['A'], inputs: [{ env: 'B' }, 'pyAll'] } },
    {
      target: (kind) => kind === 'typecheck' && { inputs: [{ runtime: 'date' }], env: ['A', 'C'] },
    },
  ]);
  expect([...names].sort()).toEqual(['A', 'B', 'C']);
});

import { expect, it } from 'vitest';
import { SignalError } from '../errors.js';
import { OnceTold } from './once-told.js';

const error = new SignalError({
  code: 'TOOL_MISSING',
  message: 'No ruff.\nMore.',
  hint: 'add it.',
});

it('the first task has all of an error, the others say where it is', () => {
  const told = new OnceTold();
  expect(told.errorFor('a:lint', error)).toBe(error);
  expect(told.errorFor('a:lint', error)).toBe(error);
  expect(told.errorFor('b:lint', error)).toMatchObject({
    code: 'TOOL_MISSING',
    message: 'No ruff.',
    hint: 'see the output of a:lint, which shows the same error.',
  });
  const other = new Error('odd');
  expect(told.errorFor('a:lint', other)).toBe(other);
  expect(told.errorFor('b:lint', other)).toBe(other);
});

it('errors that say the same are one', () => {
  const told = new OnceTold();
  expect(told.same('x', () => error)).toBe(told.same('x', () => new SignalError(error)));
});

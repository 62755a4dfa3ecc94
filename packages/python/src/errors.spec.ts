import { describe, expect, it } from 'vitest';
import { type ErrorPlace, formatError, formatPlace, SignalError } from './errors.js';

describe('a place is written as far as it is known', () => {
  const rows: [place: ErrorPlace, text: string][] = [
    [{ file: 'a.toml' }, 'a.toml'],
    [{ file: 'a.toml', line: 3 }, 'a.toml:3'],
    [{ file: 'a.toml', line: 3, column: 7 }, 'a.toml:3:7'],
    [{ file: 'a.toml', key: 'project.name' }, 'a.toml (project.name)'],
    [{ file: 'a.toml', line: 3, key: 'project.name' }, 'a.toml:3 (project.name)'],
    [{ file: 'a.toml', line: undefined, column: undefined }, 'a.toml'],
  ];
  it.each(rows)('%o → %s', (place, text) => {
    expect(formatPlace(place)).toBe(text);
  });
});

describe('an error is written with what is known about it', () => {
  const rows: [title: string, error: unknown, text: string][] = [
    [
      'message, place and hint',
      new SignalError({
        code: 'TIMEOUT',
        message: 'It hangs.',
        place: { file: 'a.toml', line: 1 },
        hint: 'wait longer.',
      }),
      'error [TIMEOUT]: It hangs.\n  at a.toml:1\n\nhint: wait longer.',
    ],
    [
      'message and hint',
      new SignalError({ code: 'TIMEOUT', message: 'It hangs.', hint: 'wait longer.' }),
      'error [TIMEOUT]: It hangs.\n\nhint: wait longer.',
    ],
    [
      'message only',
      new SignalError({ code: 'TIMEOUT', message: 'It hangs.' }),
      'error [TIMEOUT]: It hangs.',
    ],
    [
      'thrown by another bundle, whose class is another one',
      Object.assign(new Error('It hangs.'), { name: 'SignalError', code: 'TIMEOUT' }),
      'error [TIMEOUT]: It hangs.',
    ],
    ['any other error', new TypeError('not a function'), 'error: not a function'],
    ['what is no error', 'a string', 'error: a string'],
    ['nothing', undefined, 'error: undefined'],
  ];
  it.each(rows)('%s', (_title, error, text) => {
    expect(formatError(error)).toBe(text);
  });
});

it('keeps the cause for those who look for it, and out of the text', () => {
  const cause = new Error('ENOENT');
  const error = new SignalError({ code: 'TOOL_FAILED', message: 'It failed.', cause });
  expect(error).toBeInstanceOf(Error);
  expect(error.name).toBe('SignalError');
  expect(error.cause).toBe(cause);
  expect(formatError(error)).not.toContain('ENOENT');
});

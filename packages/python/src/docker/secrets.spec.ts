import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { errorOf } from '../testing/error-of.js';
import { parseSecrets, SecretMask, secretValues } from './secrets.js';

const secrets = parseSecrets({ token: 'env:TOKEN', netrc: 'file:ci/netrc' });

describe('secrets', () => {
  it('come from variables and files', () => {
    expect(secrets).toEqual([
      { id: 'token', kind: 'env', source: 'TOKEN' },
      { id: 'netrc', kind: 'file', source: 'ci/netrc' },
    ]);
    const sources = {
      variable: (name: string) => `of ${name}`,
      file: (path: string) => `in ${path}`,
    };
    expect(secretValues(secrets, sources)).toEqual(['of TOKEN', 'in ci/netrc']);
  });

  const rows: [variable: string | undefined, file: string | undefined, message: string][] = [
    [
      undefined,
      'x',
      'The build secret "token" comes from the environment variable TOKEN, which is missing.',
    ],
    [
      '',
      'x',
      'The build secret "token" comes from the environment variable TOKEN, which is empty.',
    ],
    ['x', undefined, 'The build secret "netrc" comes from the file ci/netrc, which is missing.'],
  ];
  it.each(rows)('%j and %j: an error that names what is missing', (variable, file, message) => {
    const sources = { variable: () => variable, file: () => file };
    expect(errorOf(() => secretValues(secrets, sources))).toEqual({
      code: 'SECRET_MISSING',
      message,
      place: undefined,
      hint: 'set it, or correct `secrets` of this target.',
    });
  });
});

describe('output', () => {
  it('shows no secret, in whatever pieces it arrives', () => {
    const secret = fc.stringMatching(/^[A-Za-z0-9$./+]{6,20}$/);
    fc.assert(
      fc.property(secret, fc.array(fc.nat(30), { maxLength: 8 }), (value, cuts) => {
        const mask = new SecretMask([value]);
        let rest = `start ${value} middle\nurl=https://u:${value}@host/\n${value}`;
        let shown = '';
        for (const cut of cuts) {
          shown += mask.push(rest.slice(0, cut));
          rest = rest.slice(cut);
        }
        shown += mask.push(rest) + mask.flush();
        expect(shown).toBe('start *** middle\nurl=https://u:***@host/\n***');
      }),
    );
  });

  it('comes at once where there is no secret', () => {
    expect(new SecretMask([]).push('half a li')).toBe('half a li');
  });

  it('hides each line of a secret file, but nothing as short as a word of everyday', () => {
    const mask = new SecretMask(['machine x\npassword hunter2\nok\n']);
    expect(mask.hide('password hunter2, ok')).toBe('***, ok');
  });
});

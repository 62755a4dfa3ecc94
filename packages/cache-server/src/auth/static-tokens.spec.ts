import { utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Clock } from '../clock.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { writeTokens } from '../testing/tokens.js';
import { createToken, StaticTokens, tokenDigest } from './static-tokens.js';
import type { TokenEntry } from './token-file.js';

function entry(id: string, token: string, more: Partial<TokenEntry> = {}): TokenEntry {
  return {
    id,
    sha256: tokenDigest(token),
    role: 'read',
    scope: 'shared',
    workspace: 'default',
    ...more,
  };
}

describe('StaticTokens', () => {
  const token = createToken();
  /** A clock that goes on by itself, and can be set. */
  function fakeClock() {
    const time = { now: Date.now(), elapsed: 0 };
    const clock = new Clock(
      undefined,
      () => time.now,
      () => time.elapsed,
    );
    const pass = (milliseconds: number) => {
      time.now += milliseconds;
      time.elapsed += milliseconds;
    };
    return { clock, pass, setBack: (milliseconds: number) => (time.now -= milliseconds) };
  }

  it('finds a token by its digest alone', () => {
    const file = join(temporaryFolder(), 'tokens.json');
    writeTokens(file, [entry('a', token, { role: 'write', scope: 'pull-1' })]);
    const tokens = new StaticTokens(file, () => undefined);
    expect(tokens.find(token)).toMatchObject({
      origin: 'static',
      provenance: { identity: 'token:a' },
      access: { writes: 'own/default/pull-1' },
    });
    expect(tokens.find(`${token}x`)).toBeUndefined();
    expect(tokens.find(tokenDigest(token))).toBeUndefined();
  });

  it('forgets a token when it expires, and revives it for no clock that is set back', () => {
    const { clock, pass, setBack } = fakeClock();
    const file = join(temporaryFolder(), 'tokens.json');
    const expires = new Date(clock.now() + 30_000).toISOString();
    writeTokens(file, [entry('a', token, { expires })]);
    const tokens = new StaticTokens(file, () => undefined, clock);
    expect(tokens.find(token)).toBeDefined();
    pass(60_000);
    expect(tokens.find(token)).toBeUndefined();
    setBack(3_600_000);
    expect(tokens.find(token)).toBeUndefined();
  });

  it('notices added and revoked tokens without a restart, whatever is done to the clock', () => {
    const { clock, pass, setBack } = fakeClock();
    const file = join(temporaryFolder(), 'tokens.json');
    const tokens = new StaticTokens(file, () => undefined, clock);
    expect(tokens.find(token)).toBeUndefined();
    writeTokens(file, [entry('a', token)]);
    pass(2000);
    expect(tokens.find(token)).toBeDefined();
    writeTokens(file, []);
    setBack(86_400_000);
    pass(2000);
    expect(tokens.find(token)).toBeUndefined();
  });

  it('keeps the tokens it had while the file cannot be read', () => {
    const file = join(temporaryFolder(), 'tokens.json');
    writeTokens(file, [entry('a', token)]);
    const troubles: unknown[] = [];
    const { clock, pass } = fakeClock();
    const tokens = new StaticTokens(file, (error) => troubles.push(error), clock);
    pass(2000);
    writeFileSync(file, '{');
    utimesSync(file, 1, 1);
    expect(tokens.find(token)).toBeDefined();
    expect(String(troubles[0])).toContain('it is not JSON');
  });

  const isRoot = process.getuid?.() === 0;
  it.skipIf(isRoot)('says that it may not read the file', () => {
    const file = join(temporaryFolder(), 'tokens.json');
    writeFileSync(file, '{"tokens": []}', { mode: 0o000 });
    expect(() => new StaticTokens(file, () => undefined)).toThrow(
      expect.objectContaining({ hint: expect.stringContaining('permission to read it') }),
    );
  });

  it.each([
    ['{', 'it is not JSON'],
    ['{"tokens": [{"id": "a"}]}', 'tokens.0.sha256'],
    ['{"tokens": [], "token": 1}', 'token'],
  ])('refuses to start with %j', (text, problem) => {
    const file = join(temporaryFolder(), 'tokens.json');
    writeFileSync(file, text);
    expect(() => new StaticTokens(file, () => undefined)).toThrow(problem);
  });
});

import { utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { createToken, StaticTokens, tokenDigest } from './static-tokens.js';
import { type TokenEntry, writeTokenFile } from './token-file.js';

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
  const later = () => Date.now() + 60_000;

  it('finds a token by its digest alone', () => {
    const file = join(temporaryFolder(), 'tokens.json');
    writeTokenFile(file, [entry('a', token, { role: 'write', scope: 'pull-1' })]);
    const tokens = new StaticTokens(file, () => undefined);
    expect(tokens.find(token)).toMatchObject({
      origin: 'static',
      provenance: { identity: 'token:a' },
      access: { writes: 'own/default/pull-1' },
    });
    expect(tokens.find(`${token}x`)).toBeUndefined();
    expect(tokens.find(tokenDigest(token))).toBeUndefined();
  });

  it('forgets a token when it expires', () => {
    const file = join(temporaryFolder(), 'tokens.json');
    const expires = new Date(Date.now() + 30_000).toISOString();
    writeTokenFile(file, [entry('a', token, { expires })]);
    const tokens = new StaticTokens(file, () => undefined);
    expect(tokens.find(token)).toBeDefined();
    expect(tokens.find(token, later())).toBeUndefined();
  });

  it('notices added and revoked tokens without a restart', () => {
    const file = join(temporaryFolder(), 'tokens.json');
    const tokens = new StaticTokens(file, () => undefined);
    expect(tokens.find(token, later())).toBeUndefined();
    writeTokenFile(file, [entry('a', token)]);
    expect(tokens.find(token, later() + 2000)).toBeDefined();
    writeTokenFile(file, []);
    expect(tokens.find(token, later() + 4000)).toBeUndefined();
  });

  it('keeps the tokens it had while the file cannot be read', () => {
    const file = join(temporaryFolder(), 'tokens.json');
    writeTokenFile(file, [entry('a', token)]);
    const troubles: unknown[] = [];
    const tokens = new StaticTokens(file, (error) => troubles.push(error));
    writeFileSync(file, '{');
    utimesSync(file, 1, 1);
    expect(tokens.find(token, later())).toBeDefined();
    expect(String(troubles[0])).toContain('it is not JSON');
  });

  const isRoot = process.getuid?.() === 0;
  it.skipIf(isRoot)('says that it may not read the file', () => {
    const file = join(temporaryFolder(), 'tokens.json');
    writeFileSync(file, '{"tokens": []}', { mode: 0o000 });
    expect(() => new StaticTokens(file, () => undefined)).toThrow(
      expect.objectContaining({ hint: expect.stringContaining('the right to read it') }),
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

import { describe, expect, it } from 'vitest';
import { makeIdentity } from './identity.js';
import { Sessions } from './sessions.js';

const identity = makeIdentity(
  'oidc',
  { identity: 'github:acme/shop', ref: 'refs/pull/7/merge', run: '1' },
  { workspace: 'default', role: 'write', own: 'acme' },
);
const sessions = new Sessions('a secret that only the replicas know', 60);

describe('Sessions', () => {
  it('say who a token was made for, on every replica', () => {
    const token = sessions.issue(identity, 1000);
    const replica = new Sessions('a secret that only the replicas know', 60);
    expect(replica.find(token, 2000)).toEqual({
      ...identity,
      origin: 'session',
      issued: 1000,
      expires: 61_000,
    });
  });

  it.each(['', 'short', 'x'.repeat(31)])('refuse the secret %j', (secret) => {
    expect(() => new Sessions(secret, 60)).toThrow('at least 32 characters');
  });

  it('end', () => {
    expect(sessions.find(sessions.issue(identity, 1000), 61_000)).toBeUndefined();
  });

  it('cannot be changed, shortened or signed by others', () => {
    const token = sessions.issue(identity);
    for (let at = 5; at < token.length; at += 1) {
      const other = token[at] === 'A' ? 'B' : 'A';
      const changed = token.slice(0, at) + other + token.slice(at + 1);
      // The last digit of Base64 may hold bits that stand for nothing.
      if (at < token.length - 1) expect(sessions.find(changed), String(at)).toBeUndefined();
      expect(sessions.find(token.slice(0, at))).toBeUndefined();
    }
    expect(new Sessions('another secret of the same length', 60).find(token)).toBeUndefined();
  });
});

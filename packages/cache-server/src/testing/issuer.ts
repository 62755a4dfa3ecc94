import type { webcrypto } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { onTestFinished } from 'vitest';

/** An issuer of identity tokens: a real key, served as a key set on loopback. */
export interface TestIssuer {
  url: string;
  jwksUrl: string;
  /** Times the keys were fetched. */
  fetches: number;
  /** What it answers instead of its keys. */
  answer: { status: number; text: string } | undefined;
  sign(
    claims: JWTPayload,
    options?: { key?: webcrypto.CryptoKey; kid?: string; algorithm?: string },
  ): Promise<string>;
  stop(): void;
}

/** Starts an issuer. */
export async function startIssuer(): Promise<TestIssuer> {
  const { publicKey, privateKey } = await generateKeyPair('RS256');
  const jwk = { ...(await exportJWK(publicKey)), kid: 'one', alg: 'RS256', use: 'sig' };
  const server = createServer((_, response) => {
    issuer.fetches += 1;
    const { status = 200, text = JSON.stringify({ keys: [jwk] }) } = issuer.answer ?? {};
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const issuer: TestIssuer = {
    url,
    jwksUrl: `${url}/keys`,
    fetches: 0,
    answer: undefined,
    async sign(claims, { key = privateKey, kid = 'one', algorithm = 'RS256' } = {}) {
      const now = Math.floor(Date.now() / 1000);
      const payload = {
        iss: url,
        aud: 'cache',
        sub: 'repo:acme/shop',
        iat: now,
        exp: now + 300,
        ...claims,
      };
      return new SignJWT(payload).setProtectedHeader({ alg: algorithm, kid }).sign(key);
    },
    stop: () => void server.close(),
  };
  return issuer;
}

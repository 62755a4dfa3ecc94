import { createSign, generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Claims of a run, besides those that every identity token has. */
export type RunClaims = Record<string, string>;

/** An issuer of identity tokens on loopback, which signs as GitHub and GitLab do and shows its keys where they do. */
export interface IdentityIssuer {
  /** The `iss` claim. */
  url: string;
  /** An identity token for a run. */
  sign(claims: RunClaims, audience: string): string;
  /** The variables by which a job of GitHub asks for its token; `allowed` false stands for a wrong one. */
  githubJob(claims: RunClaims, allowed?: boolean): Record<string, string>;
  stop(): void;
}

const keysAt = ['/.well-known/jwks', '/oauth/discovery/keys'];
const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Starts an issuer with a key of its own. */
export async function startIdentityIssuer(): Promise<IdentityIssuer> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const key = { ...publicKey.export({ format: 'jwk' }), kid: 'one', alg: 'RS256', use: 'sig' };
  const jobs = new Map<string, RunClaims>();

  function sign(claims: RunClaims, audience: string): string {
    const now = Math.floor(Date.now() / 1000);
    const always = { iss: url, aud: audience, sub: 'of-a-run', iat: now, nbf: now, exp: now + 300 };
    const text = `${part({ alg: 'RS256', typ: 'JWT', kid: 'one' })}.${part({ ...always, ...claims })}`;
    return `${text}.${createSign('RSA-SHA256').update(text).sign(privateKey, 'base64url')}`;
  }

  const server = createServer(({ url: target, headers }, response) => {
    const { pathname, searchParams } = new URL(target ?? '', url);
    const claims = jobs.get(headers.authorization?.replace('Bearer ', '') ?? '');
    if (keysAt.includes(pathname)) response.end(JSON.stringify({ keys: [key] }));
    else if (pathname === '/identity' && claims)
      response.end(JSON.stringify({ value: sign(claims, searchParams.get('audience') ?? '') }));
    else response.writeHead(401).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    url,
    sign,
    githubJob(claims, allowed = true) {
      const token = `of-job-${jobs.size}`;
      jobs.set(token, claims);
      return {
        ACTIONS_ID_TOKEN_REQUEST_URL: `${url}/identity?api-version=2`,
        ACTIONS_ID_TOKEN_REQUEST_TOKEN: allowed ? token : 'of-nobody',
      };
    },
    stop: () => void server.close(),
  };
}

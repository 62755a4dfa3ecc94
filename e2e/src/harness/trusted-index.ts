import { createPublicKey, createVerify, type JsonWebKey, randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { IdentityIssuer, RunClaims } from './ci/identity-issuer.js';
import { makeLoopbackCertificate } from './loopback-certificate.js';
import { type PackageIndex, startPackageIndex } from './package-index.js';

/**
 * An index on loopback with trusted publishing, before a real pypiserver. What it has for identities is where PyPI
 * has it, and as uv asks for it: only by TLS.
 */
export interface TrustedIndex extends PackageIndex {
  /** Makes programs trust its certificate. */
  env: Record<string, string>;
  /** Attestations by the name of the file that they came with. */
  attestations: Map<string, unknown[]>;
  /** Tokens that were given and not taken back. */
  tokens: Set<string>;
}

/** Who may upload: the issuer of identities, and what their claims have to be. */
export interface Publisher {
  issuer: IdentityIssuer;
  audience: string;
  claims: RunClaims;
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

const decoded = (part = '') => JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));

/** The claims of an identity token that its issuer has signed; undefined for any other. */
async function verified(token: string, issuer: IdentityIssuer) {
  const [header, payload, signature = ''] = token.split('.');
  const answer = await fetch(`${issuer.url}/.well-known/jwks`);
  const { keys } = (await answer.json()) as { keys: JsonWebKey[] };
  const check = createVerify('RSA-SHA256').update(`${header}.${payload}`);
  const key = createPublicKey({ key: keys[0] as JsonWebKey, format: 'jwk' });
  if (!check.verify(key, signature, 'base64url')) return undefined;
  const claims = decoded(payload) as Record<string, unknown>;
  return Number(claims['exp']) > Date.now() / 1000 ? claims : undefined;
}

/** Starts one. `publishers` are those that it trusts from then on. */
export async function startTrustedIndex(publishers: readonly Publisher[]): Promise<TrustedIndex> {
  const index = await startPackageIndex();
  const certificate = await makeLoopbackCertificate();
  const tokens = new Set<string>();
  const attestations = new Map<string, unknown[]>();
  const [audience = 'pypi'] = publishers.map((publisher) => publisher.audience);

  async function isTrusted(token: string): Promise<boolean> {
    for (const { issuer, claims } of publishers) {
      const found = await verified(token, issuer);
      const wanted = Object.entries({ ...claims, aud: audience, iss: issuer.url });
      if (found && wanted.every(([name, value]) => found[name] === value)) return true;
    }
    return false;
  }

  async function mint(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { token } = JSON.parse((await bodyOf(request)).toString('utf8'));
    if (!(await isTrusted(token))) {
      const errors = [{ code: 'invalid-publisher', description: 'no publisher has these claims' }];
      response.writeHead(422).end(JSON.stringify({ message: 'Token request failed', errors }));
      return;
    }
    const made = `pypi-${randomBytes(16).toString('hex')}`;
    tokens.add(made);
    response.end(JSON.stringify({ success: true, token: made }));
  }

  function keepAttestations(form: string): void {
    const file = /name="content"; filename="([^"]+)"/.exec(form)?.[1];
    const sent = /name="attestations"(?:\r\n[^\r\n]+)*\r\n\r\n([^\r\n]+)/.exec(form)?.[1];
    if (file && sent) attestations.set(file, JSON.parse(sent));
  }

  async function upload(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, basic = ''] = /^Basic (.+)$/.exec(request.headers.authorization ?? '') ?? [];
    const [user, token = ''] = Buffer.from(basic, 'base64').toString('utf8').split(':');
    const body = await bodyOf(request);
    if (user !== '__token__' || !tokens.has(token)) {
      response.writeHead(403).end('Invalid or non-existent authentication information.');
      return;
    }
    keepAttestations(body.toString('latin1'));
    const headers = { 'content-type': request.headers['content-type'] ?? '' };
    const answer = await fetch(index.uploads, { method: 'POST', headers, body });
    response.writeHead(answer.status).end(await answer.text());
  }

  async function read(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const answer = await fetch(new URL(request.url ?? '', index.uploads), {
      headers: { accept: request.headers.accept ?? '*/*' },
    });
    const type = answer.headers.get('content-type') ?? 'text/html';
    response.writeHead(answer.status, { 'content-type': type });
    response.end(Buffer.from(await answer.arrayBuffer()));
  }

  async function burn(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { token } = JSON.parse((await bodyOf(request)).toString('utf8'));
    tokens.delete(token);
    response.end('{}');
  }

  const routes: Record<string, (request: IncomingMessage, response: ServerResponse) => unknown> = {
    'GET /_/oidc/audience': (_, response) => response.end(JSON.stringify({ audience })),
    'POST /_/oidc/mint-token': mint,
    'POST /_/oidc/burn-token': burn,
    'POST /legacy/': upload,
  };
  const server = createServer(certificate, async (request, response) => {
    const route = routes[`${request.method} ${request.url}`];
    if (route) return void (await route(request, response));
    if (request.method === 'GET') return void (await read(request, response));
    response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    ...index,
    uploads: `${url}/legacy/`,
    simple: `${url}/simple/`,
    env: { SSL_CERT_FILE: certificate.trusted },
    attestations,
    tokens,
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await index.stop();
      certificate.remove();
    },
  };
}

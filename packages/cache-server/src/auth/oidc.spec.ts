import { generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { runCli } from '../cli/run-cli.js';
import { startIssuer } from '../testing/issuer.js';
import { TestServer } from '../testing/test-server.js';

const push = {
  repository: 'acme/shop',
  ref: 'refs/heads/main',
  event_name: 'push',
  run_id: '4711',
};
const pull = { ...push, ref: 'refs/pull/7/merge', event_name: 'pull_request' };

async function start() {
  const issuer = await startIssuer();
  const oidc = [
    {
      provider: 'github',
      issuer: issuer.url,
      jwksUrl: issuer.jwksUrl,
      audience: 'cache',
      rules: [
        {
          when: { repository: 'acme/shop', ref: 'refs/heads/main', event_name: 'push' },
          scope: 'shared',
        },
        { when: { repository: 'acme/shop' }, scope: 'own' },
      ],
    },
  ];
  const server = await TestServer.start({ auth: { oidc } });
  return { issuer, server };
}

describe('identity tokens of CI runs', () => {
  it('give main the shared scope and a pull request its own', async () => {
    const { issuer, server } = await start();
    const [main, request] = [await issuer.sign(push), await issuer.sign(pull)];
    expect((await server.put('1', request, 'poison')).status).toBe(200);
    expect((await server.get('1', main)).status).toBe(404);
    expect((await server.put('1', main, 'clean')).status).toBe(200);
    expect((await server.get('1', main)).body.toString()).toBe('clean');
    const provenance = await server.request('/v1/provenance/1', main);
    expect(JSON.parse(provenance.body.toString())).toMatchObject({
      identity: 'github:acme/shop',
      ref: 'refs/heads/main',
      run: '4711',
    });
    expect(issuer.fetches).toBe(1);
  });

  it('are exchanged for a token that lasts as long as the run, and no further', async () => {
    const { issuer, server } = await start();
    const answer = await server.request('/v1/session', await issuer.sign(pull), { method: 'POST' });
    const { token, scope } = JSON.parse(answer.body.toString()) as { token: string; scope: string };
    expect(scope).toBe('own');
    expect((await server.put('2', token, 'own')).status).toBe(200);
    expect((await server.get('2', await issuer.sign(pull))).body.toString()).toBe('own');
    expect((await server.request('/v1/session', token, { method: 'POST' })).status).toBe(403);
    expect((await server.request('/v1/session', 'main', { method: 'POST' })).status).toBe(403);
  });

  it('are not accepted when anything about them is wrong', async () => {
    const { issuer, server } = await start();
    const now = Math.floor(Date.now() / 1000);
    const stranger = await generateKeyPair('RS256');
    const shared = new TextEncoder().encode(JSON.stringify({ any: 'public text' }));
    const claims = { iss: issuer.url, aud: 'cache', sub: 'x', iat: now, exp: now + 300, ...push };
    const tokens = {
      'another audience': await issuer.sign({ ...push, aud: 'other' }),
      'another issuer': await issuer.sign({ ...push, iss: 'https://evil.example' }),
      expired: await issuer.sign({ ...push, iat: now - 600, exp: now - 100 }),
      'not valid yet': await issuer.sign({ ...push, nbf: now + 200 }),
      'issued in the future': await issuer.sign({ ...push, iat: now + 200 }),
      'valid for years': await issuer.sign({ ...push, iat: now - 7200, exp: now + 1e8 }),
      'another key': await issuer.sign(push, { key: stranger.privateKey }),
      'an unknown key': await issuer.sign(push, { key: stranger.privateKey, kid: 'two' }),
      'no signature': new UnsecuredJWT(claims).encode(),
      'a shared secret': await new SignJWT(claims)
        .setProtectedHeader({ alg: 'HS256', kid: 'one' })
        .sign(shared),
      'no rule': await issuer.sign({ ...push, repository: 'evil/shop' }),
      'a changed body': (await issuer.sign(pull)).replace(
        /\.[^.]+\./,
        `.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.`,
      ),
    };
    for (const [name, token] of Object.entries(tokens))
      expect((await server.get('1', token)).status, name).toBe(401);
    expect((await server.get('1', await issuer.sign(push))).status).toBe(404);
  });

  it('do not fail runs that have other tokens while the keys cannot be fetched', async () => {
    const { issuer, server } = await start();
    const token = await issuer.sign(push);
    issuer.stop();
    expect((await server.get('1', token)).status).toBe(404);
    expect((await server.get('1', 'main')).status).toBe(404);
  });

  it.each([
    ['is gone', undefined],
    ['answers 500', 500],
    ['answers something else', 200],
  ])('are told apart from wrong ones while the issuer %s', async (_, status) => {
    const { issuer, server } = await start();
    const token = await issuer.sign(push);
    if (status === undefined) issuer.stop();
    else issuer.answer = { status, text: '<html>not now</html>' };
    // A miss and a refusal, since a run fails on anything else.
    expect((await server.get('1', token)).status).toBe(404);
    expect((await server.put('1', token, 'x')).status).toBe(403);
    const login = await server.request('/v1/session', token, { method: 'POST' });
    expect(login.status).toBe(503);
    expect(login.body.toString()).toContain('does not publish its keys');
    expect(server.lines.join('')).toContain('an identity token could not be checked');
    const metrics = (await server.request('/metrics', 'main')).body.toString();
    expect(metrics).toMatch(/unchecked_total 3\n/);
    expect(metrics).toMatch(/unauthorized_total 0\n/);
    if (status === undefined) return;
    issuer.answer = undefined;
    await expect.poll(async () => (await server.put('1', token, 'x')).status).toBe(200);
  });

  it('end when they are revoked, by run, by ref, or all of before', async () => {
    const { issuer, server } = await start();
    const login = async (claims: object) => {
      const answer = await server.request('/v1/session', await issuer.sign({ ...claims }), {
        method: 'POST',
      });
      return answer.status === 200 ? (JSON.parse(answer.body.toString()).token as string) : '';
    };
    const statusOf = async (token: string) => (await server.get('1', token)).status;
    const revoke = async (...flags: string[]) => {
      const io = { stdout: () => undefined, stderr: () => undefined, environment: {} };
      const args = ['session', 'revoke', ...flags, '--storage.folder', server.folder];
      expect(await runCli(args, io)).toBe(0);
    };
    const other = { ...push, run_id: '4712' };
    const [one, two, request] = [await login(push), await login(other), await login(pull)];
    for (const token of [one, two, request]) expect(await statusOf(token)).toBe(404);
    await revoke('--run', '4711');
    await expect.poll(() => statusOf(one)).toBe(401);
    expect(await statusOf(two)).toBe(404);
    // Nor does it get another session, nor get in with its identity token.
    expect(await login(push)).toBe('');
    expect(await statusOf(await issuer.sign(push))).toBe(401);
    await revoke('--ref', 'refs/pull/7/merge');
    await expect.poll(() => statusOf(request)).toBe(401);
    await revoke('--all');
    await expect.poll(() => statusOf(two)).toBe(401);
    await expect.poll(() => login(other)).not.toBe('');
    expect(await statusOf(await login(other))).toBe(404);
    expect((await server.get('1', 'main')).status).toBe(404);
  });

  it('are valid whatever others at the same address have sent', async () => {
    const { issuer, server } = await start();
    const stranger = await generateKeyPair('RS256');
    const session = await server.request('/v1/session', await issuer.sign(pull), {
      method: 'POST',
    });
    const { token } = JSON.parse(session.body.toString()) as { token: string };
    for (let count = 0; count < 40; count += 1) {
      expect((await fetch(`${server.url}/v1/cache/1`)).status).toBe(401);
      const forged = await issuer.sign({ ...push, jti: `${count}` }, { key: stranger.privateKey });
      expect((await server.get('1', forged)).status).toBe(401);
      expect((await server.get('1', `nxss_e30.${count}`)).status).toBe(401);
    }
    expect((await server.get('1', token)).status).toBe(404);
    expect((await server.get('1', await issuer.sign(push))).status).toBe(404);
    const login = await server.request('/v1/session', await issuer.sign(pull), { method: 'POST' });
    expect(login.status).toBe(200);
    const metrics = (await server.request('/metrics', 'main')).body.toString();
    expect(metrics).toMatch(/forged_total 80\n/);
    expect(server.lines.filter((line) => line.includes('too many forged tokens'))).toHaveLength(1);
  });
});

import { describe, expect, it } from 'vitest';
import { TestServer } from '../testing/test-server.js';

const entry = `/sccache/a/b/c/${'0f'.repeat(32)}`;

describe('sccache over WebDAV', () => {
  it('stores and serves entries; a second upload is no error and changes nothing', async () => {
    const server = await TestServer.start();
    const put = (body: string) => server.request(entry, 'main', { method: 'PUT', body });
    expect((await server.request(entry, 'main')).status).toBe(404);
    expect((await put('object code')).status).toBe(201);
    expect((await put('other code')).status).toBe(204);
    expect((await server.request(entry, 'main')).body.toString()).toBe('object code');
    const head = await server.request(entry, 'main', { method: 'HEAD' });
    expect(head).toMatchObject({ status: 200, body: Buffer.alloc(0) });
  });

  it('says that every folder exists', async () => {
    const server = await TestServer.start();
    const answer = await server.request('/sccache/a/b/', 'main', { method: 'PROPFIND' });
    expect(answer.status).toBe(207);
    expect(answer.body.toString()).toContain('<D:collection/>');
  });

  it('keeps untrusted entries from trusted builds, and readers from writing', async () => {
    const server = await TestServer.start();
    const options = { method: 'PUT', body: 'poison' };
    expect((await server.request(entry, 'pull', options)).status).toBe(201);
    expect((await server.request(entry, 'main')).status).toBe(404);
    expect((await server.request(entry, 'reader', options)).status).toBe(403);
    expect((await server.request(entry, 'nobody', options)).status).toBe(401);
  });

  it('does not mix its entries with those of Nx', async () => {
    const server = await TestServer.start();
    await server.request('/sccache/1', 'main', { method: 'PUT', body: 'x' });
    expect((await server.get('1', 'main')).status).toBe(404);
  });

  it.each(['', 'a/..%2F..%2Ftokens', 'a//b', '-'.repeat(300), 'a/%2e%2e', '.x/../y'])(
    'takes %j for no entry',
    async (name) => {
      const server = await TestServer.start();
      const path = `/sccache/${name}`;
      expect([404, 405]).toContain((await server.request(path, 'main')).status);
    },
  );
});

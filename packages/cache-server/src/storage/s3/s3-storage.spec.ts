import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { credentials, type S3Store, startMoto } from '../../testing/s3-stores.js';
import { s3UnderTest } from '../../testing/s3-under-test.js';
import { describeStorage } from '../../testing/storage-suite.js';
import { temporaryFolder } from '../../testing/temporary-folder.js';
import { TestServer } from '../../testing/test-server.js';

describeStorage('objects in a bucket', (corrupt) => s3UnderTest(startMoto, corrupt));

describe('servers over a bucket', () => {
  let store: S3Store;
  beforeAll(async () => {
    store = await startMoto();
  });
  afterAll(() => store.stop());

  const options = (endpoint: string) => ({
    s3: { bucket: 'cache', endpoint, pathStyle: true, timeout: '1s', ...credentials },
  });

  it('share everything, large bodies too', async () => {
    const [one, two] = [
      await TestServer.start(options(store.endpoint)),
      await TestServer.start(options(store.endpoint)),
    ];
    const body = Buffer.alloc(2_500_000, 'x');
    expect((await one.put('1', 'main', body)).status).toBe(200);
    expect((await two.put('1', 'main', 'other')).status).toBe(409);
    expect((await two.get('1', 'main')).body.equals(body)).toBe(true);
    expect((await two.put('2', 'pull', 'poison')).status).toBe(200);
    expect((await one.get('2', 'main')).status).toBe(404);
    expect((await one.request('/readyz', 'main')).status).toBe(200);
    const { spoolFolder } = one.running.storage;
    expect(readdirSync(spoolFolder)).toEqual([]);
    await one.running.close();
    expect(existsSync(spoolFolder)).toBe(false);
  });

  it('send clients to the store where that is wanted', async () => {
    const { s3 } = options(store.endpoint);
    const server = await TestServer.start({ s3: { ...s3, redirect: true } });
    expect((await server.get('3', 'main')).status).toBe(404);
    await server.put('3', 'main', 'from the store');
    expect((await server.get('3', 'main')).status).toBe(302);
    const followed = await fetch(`${server.url}/v1/cache/3`, { headers: server.headers('main') });
    expect(await followed.text()).toBe('from the store');
  });

  it('answer 404 and 403 at once when the store is gone or says no', async () => {
    const gone = await TestServer.start(options('http://127.0.0.1:9'));
    const { s3 } = options(store.endpoint);
    const refused = await TestServer.start({ s3: { ...s3, bucket: 'not-there' } });
    for (const server of [gone, refused]) {
      expect((await server.put('4', 'main', 'x')).status).toBe(403);
      expect((await server.get('4', 'main')).status).toBe(404);
    }
    expect((await gone.request('/readyz', 'main')).status).toBe(503);
    expect((await gone.request('/healthz', 'main')).status).toBe(200);
  });

  it('say that a bucket refuses them, and do not ask it for each who wants to know', async () => {
    let asked = 0;
    const refusing = createServer((_, response) => {
      asked += 1;
      response.writeHead(403, { 'content-type': 'application/xml' });
      response.end('<Error><Code>AccessDenied</Code><Message>no</Message></Error>');
    });
    await new Promise<void>((resolve) => refusing.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void refusing.close());
    const { port } = refusing.address() as AddressInfo;
    const server = await TestServer.start(options(`http://127.0.0.1:${port}`));
    const probe = async () => (await fetch(`${server.url}/readyz`)).status;
    expect(await Promise.all(Array.from({ length: 20 }, probe))).toEqual(Array(20).fill(503));
    expect(await probe()).toBe(503);
    expect(asked).toBe(2);
    expect(server.lines.join('')).toContain('the store answered 403 AccessDenied to PUT');
    const { s3 } = options(store.endpoint);
    const missing = await TestServer.start({ s3: { ...s3, bucket: 'not-there' } });
    expect((await missing.request('/readyz', 'main')).status).toBe(503);
    const good = await TestServer.start({ s3 });
    for (let count = 0; count < 3; count += 1)
      expect((await good.request('/readyz', 'main')).status).toBe(200);
  });

  it('find credentials where AWS keeps them, and say so when there are none', async () => {
    const file = join(temporaryFolder(), 'credentials');
    const { accessKeyId, secretAccessKey } = credentials;
    vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
    vi.stubEnv('AWS_CONFIG_FILE', file);
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', file);
    onTestFinished(() => void vi.unstubAllEnvs());
    const s3 = { bucket: 'cache', endpoint: store.endpoint, pathStyle: true };
    await expect(TestServer.start({ s3 })).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      hint: expect.stringContaining('a profile or a role'),
    });
    writeFileSync(
      file,
      `[default]\naws_access_key_id=${accessKeyId}\naws_secret_access_key=${secretAccessKey}\n`,
    );
    const server = await TestServer.start({ s3 });
    expect((await server.put('5', 'main', 'x')).status).toBe(200);
    expect((await server.get('5', 'main')).body.toString()).toBe('x');
  });

  it('leave a store alone that does not answer', async () => {
    let asked = 0;
    const slow = createServer(() => {
      asked += 1;
    });
    await new Promise<void>((resolve) => slow.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      slow.closeAllConnections();
      slow.close();
    });
    const { port } = slow.address() as AddressInfo;
    const server = await TestServer.start(options(`http://127.0.0.1:${port}`));
    for (let count = 0; count < 20; count += 1)
      expect((await server.get(String(count), 'main')).status).toBe(404);
    expect(asked).toBeLessThan(5);
  });
});

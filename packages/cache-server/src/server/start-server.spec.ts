import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { configSchema } from '../config/schema.js';
import { Log } from '../log.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { TestServer } from '../testing/test-server.js';
import { startServer } from './start-server.js';

describe('a server', () => {
  /** Writes a new key and certificate for a name. */
  function writeCertificate(name: string, key: string, certificate: string): void {
    execFileSync(
      'openssl',
      [
        ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'],
        ...['-subj', `/CN=${name}`, '-days', '1', '-keyout', key, '-out', certificate],
      ],
      { stdio: 'ignore' },
    );
  }

  /** The name in the certificate that a server shows on a new connection. */
  async function nameOf(server: TestServer): Promise<string | undefined> {
    const options = { rejectUnauthorized: false, agent: false };
    const request = httpsRequest(`${server.url}/healthz`, options).end();
    const [response] = await once(request, 'response');
    const { subject } = (response.socket as TLSSocket).getPeerCertificate();
    response.resume();
    expect(response.statusCode).toBe(200);
    return String(subject.CN);
  }

  it('answers over TLS, and takes a certificate that is replaced', async () => {
    const folder = temporaryFolder();
    const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
    writeCertificate('first', key, certificate);
    const server = await TestServer.start({ tls: { key, certificate } });
    expect(server.url).toMatch(/^https:/);
    expect(await nameOf(server)).toBe('first');
    // Between one file and the other, nothing changes.
    writeCertificate('second', join(folder, 'next-key'), join(folder, 'next-certificate'));
    renameSync(join(folder, 'next-key'), key);
    await expect.poll(() => server.lines.join('')).toContain('stays');
    expect(await nameOf(server)).toBe('first');
    renameSync(join(folder, 'next-certificate'), certificate);
    await expect.poll(() => nameOf(server)).toBe('second');
  });

  it('starts with the shortest time for requests', async () => {
    const server = await TestServer.start({ limits: { requestTimeout: '1s' } });
    expect((await server.get('1', 'main')).status).toBe(404);
  });

  it('lets an upload end when it is stopped in the middle, and takes no new one', async () => {
    const server = await TestServer.start();
    const options = { method: 'PUT', headers: { ...server.headers('main'), 'content-length': 10 } };
    const upload = httpRequest(`${server.url}/v1/cache/1`, options);
    upload.write('first');
    await expect
      .poll(async () => {
        const text = (await server.request('/metrics', 'main')).body.toString();
        return /cache_uploads (\d)/.exec(text)?.[1];
      })
      .toBe('1');
    const closed = server.running.close();
    upload.end(' half');
    const [response] = await once(upload, 'response');
    expect(response.statusCode).toBe(200);
    await closed;
    const again = await TestServer.start({}, server.folder);
    expect((await again.get('1', 'main')).body.toString()).toBe('first half');
  });

  it('ends connections on which nothing happens', async () => {
    const server = await TestServer.start({ limits: { idleTimeout: '1s' } });
    const options = { method: 'PUT', headers: { ...server.headers('main'), 'content-length': 10 } };
    const upload = httpRequest(`${server.url}/v1/cache/1`, options);
    upload.write('first');
    const [error] = await once(upload, 'error');
    expect((error as NodeJS.ErrnoException).code).toBe('ECONNRESET');
    expect((await server.get('1', 'main')).status).toBe(404);
  });

  it.each(['PUT /v1/cache/1', 'POST /healthz', 'POST /', 'PUT /v1/session'])(
    'ends the connection of a stranger who sends without end: %s',
    async (line) => {
      const server = await TestServer.start();
      const socket = connect(server.running.port, '127.0.0.1');
      socket.on('error', () => undefined);
      socket.on('data', () => undefined);
      socket.write(`${line} HTTP/1.1\r\nHost: x\r\nContent-Length: 900000000\r\n\r\n`);
      const chunk = Buffer.alloc(1_000_000);
      const send = () => socket.write(chunk, (error) => error || send());
      send();
      await new Promise((resolve) => socket.once('close', resolve));
      expect(socket.bytesWritten).toBeLessThan(60_000_000);
    },
  );

  it('says which folder cannot be used', async () => {
    const folder = join(temporaryFolder(), 'a-file');
    writeFileSync(folder, '');
    const tokensFile = join(temporaryFolder(), 'tokens.json');
    const config = configSchema.parse({ port: 0, storage: { folder }, auth: { tokensFile } });
    const starting = startServer(config, new Log('error', () => undefined));
    await expect(starting).rejects.toMatchObject({ code: 'STORAGE_UNUSABLE', place: folder });
  });

  it('says which port is taken, and which address is none of this machine', async () => {
    const { running } = await TestServer.start();
    const start = (options: object) => {
      const config = configSchema.parse({ ...options, storage: { folder: temporaryFolder() } });
      return startServer(config, new Log('error', () => undefined));
    };
    await expect(start({ port: running.port })).rejects.toMatchObject({
      code: 'LISTEN_FAILED',
      hint: 'choose another --port, or stop the program that listens there.',
    });
    // An address for documentation, which no machine has.
    await expect(start({ port: 0, host: '192.0.2.1' })).rejects.toMatchObject({
      code: 'LISTEN_FAILED',
      hint: expect.stringContaining('choose a --host that is an address of this machine'),
    });
  });

  it('says which files are no certificate and key, and leaves the folder to others', async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'key.pem');
    writeFileSync(file, 'no key');
    const starting = TestServer.start({ tls: { key: file, certificate: file } }, folder);
    await expect(starting).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      place: `${file}, ${file}`,
    });
    expect(existsSync(join(folder, 'server.lock'))).toBe(false);
  });

  it('logs no token', async () => {
    const server = await TestServer.start();
    await server.put('1', 'main', 'x');
    await server.get('1', 'nxsc_a-wrong-token');
    await server.request('/v1/stats?token=secret-in-query', 'main');
    const log = server.lines.join('');
    expect(log).toContain('"path":"/v1/cache/1"');
    for (const secret of [...Object.values(server.tokens), 'nxsc_a-wrong-token', 'secret-in-query'])
      expect(log).not.toContain(secret);
  });
});

import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { expect, it, onTestFinished, vi } from 'vitest';
import { TestServer } from '../testing/test-server.js';

// Hundreds of connections take their time on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

const megabyte = 1024 * 1024;

function open(server: TestServer, request: string): Socket {
  const socket = connect(server.running.port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  socket.on('error', () => undefined);
  socket.write(request);
  return socket;
}

const getOf = (server: TestServer, who: string) =>
  `GET /v1/cache/large HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${server.tokens[who]}\r\n\r\n`;

async function figure(server: TestServer, name: string): Promise<number> {
  const text = (await server.request('/metrics', 'main')).body.toString();
  return Number(new RegExp(`nx_signal_cache_${name} (\\d+)`).exec(text)?.[1]);
}

it('512 readers that read nothing do not keep others from reading', async () => {
  const server = await TestServer.start();
  await server.put('large', 'main', randomBytes(12 * megabyte));
  await server.put('small', 'main', 'small');
  for (let count = 0; count < 512; count += 1) open(server, getOf(server, 'pull')).pause();
  await expect.poll(() => figure(server, 'downloads'), { timeout: 60_000 }).toBe(384);
  for (const who of ['main', 'other', 'reader'])
    expect((await server.get('small', who)).status, who).toBe(200);
  expect((await server.get('small', 'pull')).status).toBe(404);
});

it('512 writers that send nothing do not keep others from writing', async () => {
  const server = await TestServer.start();
  const token = server.tokens['pull'];
  for (let count = 0; count < 512; count += 1)
    open(
      server,
      `PUT /v1/cache/${count} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nContent-Length: 9\r\n\r\nx`,
    );
  await expect.poll(() => figure(server, 'uploads'), { timeout: 60_000 }).toBe(192);
  expect((await server.put('small', 'main', 'small')).status).toBe(200);
  expect((await server.put('small', 'pull', 'small')).status).toBe(403);
});

it('a reader that is never idle and never done is broken off', async () => {
  const server = await TestServer.start({ limits: { idleTimeout: '4s', rate: '100MB' } });
  await server.put('large', 'main', randomBytes(60 * megabyte));
  const socket = open(server, getOf(server, 'pull'));
  let bytes = 0;
  socket.on('data', (chunk) => {
    bytes += chunk.length;
    socket.pause();
    setTimeout(() => socket.resume(), 20);
  });
  await once(socket, 'close');
  expect(bytes).toBeGreaterThan(megabyte);
  expect(bytes).toBeLessThan(60 * megabyte);
  expect(await figure(server, 'slow_total')).toBe(1);
  expect(await figure(server, 'downloads')).toBe(0);
  expect((await server.get('large', 'pull')).body).toHaveLength(60 * megabyte);
});

it('connections that break off leave nothing behind: answers in a row, and uploads without a length', async () => {
  const server = await TestServer.start();
  await server.put('large', 'main', randomBytes(12 * megabyte));
  await server.put('small', 'main', 'small');
  const small = getOf(server, 'pull').replace('large', 'small');
  const upload = getOf(server, 'pull')
    .replace(/^GET(.*)large/, 'PUT$1none')
    .replace('\r\n\r\n', '\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel');
  const inARow = getOf(server, 'pull') + small.repeat(20) + getOf(server, 'pull').repeat(5);
  for (let count = 0; count < 40; count += 1)
    for (const text of [inARow, upload]) {
      const socket = open(server, text).pause();
      setTimeout(() => socket.resetAndDestroy(), count);
    }
  await new Promise((resolve) => setTimeout(resolve, 500));
  await expect.poll(() => figure(server, 'downloads'), { timeout: 30_000 }).toBe(0);
  await expect.poll(() => figure(server, 'uploads'), { timeout: 30_000 }).toBe(0);
});

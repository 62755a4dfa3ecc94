import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { leftovers } from '../testing/leftovers.js';
import { rawRequest } from '../testing/raw-request.js';
import { findStored, flipBit, overwrite, type StoredBytes } from '../testing/stored-bytes.js';
import { TestServer } from '../testing/test-server.js';

const small = Buffer.from('a small archive');
const large = randomBytes(3 * 1024 * 1024 + 17);

/** Where an object of the shared scope is on disk. */
function storedBytes(server: TestServer, hash: string): StoredBytes {
  return findStored(server.folder, { protocol: 'nx', scope: 'shared/default', name: hash });
}

describe('the protocol', () => {
  it.each([
    ['small', small],
    ['large', large],
    ['empty', Buffer.alloc(0)],
  ])('stores and serves a %s body', async (_, body) => {
    const server = await TestServer.start();
    expect((await server.get('123', 'main')).status).toBe(404);
    expect((await server.put('123', 'main', body)).status).toBe(200);
    const answer = await server.get('123', 'main');
    expect(answer).toMatchObject({ status: 200, type: 'application/octet-stream' });
    expect(answer.body.equals(body)).toBe(true);
  });

  it('answers 409 to a second upload and keeps the first', async () => {
    const server = await TestServer.start();
    await server.put('5', 'main', 'first');
    expect((await server.put('5', 'main', 'second')).status).toBe(409);
    expect((await server.get('5', 'main')).body.toString()).toBe('first');
  });

  it('answers 401 as plain text without a valid token', async () => {
    const server = await TestServer.start();
    const answer = await server.get('1', 'nxsc_wrong');
    expect(answer).toMatchObject({ status: 401, type: 'text/plain' });
    expect(answer.body.toString()).toBe('Unauthorized\n');
    expect((await server.put('1', 'nxsc_wrong', small)).status).toBe(401);
    expect((await fetch(`${server.url}/v1/cache/1`)).status).toBe(401);
  });

  it('refuses uploads of readers with 403', async () => {
    const server = await TestServer.start();
    expect((await server.put('1', 'reader', small)).status).toBe(403);
    expect((await server.put('2', 'reader', large)).status).toBe(403);
    expect((await server.get('1', 'main')).status).toBe(404);
  });

  it.each(['..%2F..%2Ftokens.json', 'a%2e%2eb', 'a/b', '', '1'.repeat(65), 'ä', '1%00', '1.2'])(
    'takes %j for no task hash: 404 and 403',
    async (hash) => {
      const server = await TestServer.start();
      expect((await server.get(hash, 'main')).status).toBe(404);
      expect((await server.put(hash, 'main', small)).status).toBe(403);
    },
  );

  it('takes a body without a declared length', async () => {
    const server = await TestServer.start();
    const chunked = await rawRequest(server.running.port, [
      `PUT /v1/cache/7 HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer ${server.tokens['main']}\r\nTransfer-Encoding: chunked\r\n\r\n`,
      '5\r\nhello\r\n0\r\n\r\n',
    ]);
    expect(chunked).toMatch(/^HTTP\/1.1 200 /);
    expect((await server.get('7', 'main')).body.toString()).toBe('hello');
  });

  it('works behind a base path', async () => {
    const server = await TestServer.start({ basePath: '/team/cache/' });
    expect(server.url).toMatch(/\/team\/cache$/);
    expect((await server.put('1', 'main', small)).status).toBe(200);
    expect((await server.get('1', 'main')).status).toBe(200);
  });
});

describe('16 writers at one time', () => {
  it.each([
    ['small', 2000],
    ['large', 1_500_000],
  ])('have exactly one winner, whose %s body is served', async (_, bytes) => {
    const server = await TestServer.start();
    const bodies = Array.from({ length: 16 }, () => randomBytes(bytes));
    const answers = await Promise.all(bodies.map((body) => server.put('9', 'main', body)));
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([200, ...new Array<number>(15).fill(409)]);
    const winner = answers.findIndex(({ status }) => status === 200);
    expect((await server.get('9', 'main')).body.equals(bodies[winner] as Buffer)).toBe(true);
    await expect.poll(() => leftovers(server.folder)).toEqual([]);
  });
});

describe('uploads that do not arrive whole', () => {
  const head = (server: TestServer, length: number) =>
    `PUT /v1/cache/8 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${server.tokens['main']}\r\nContent-Length: ${length}\r\n\r\n`;

  it.each([
    ['small', 1000],
    ['large', 5_000_000],
  ])('leave nothing behind when a %s one is cut off', async (_, length) => {
    const server = await TestServer.start();
    await rawRequest(server.running.port, [head(server, length), randomBytes(length / 2)], {
      ending: 'reset',
    });
    await rawRequest(server.running.port, [head(server, length), randomBytes(length / 2)], {
      ending: 'end',
    });
    expect((await server.get('8', 'main')).status).toBe(404);
    await expect.poll(() => leftovers(server.folder)).toEqual([]);
    expect((await server.put('8', 'main', small)).status).toBe(200);
  });

  it('are never stored with more than the declared length', async () => {
    const server = await TestServer.start();
    await rawRequest(server.running.port, [head(server, 5), 'hello and more'], { wait: 300 });
    const { status, body } = await server.get('8', 'main');
    expect([
      [404, ''],
      [200, 'hello'],
    ]).toContainEqual([status, String(body)]);
  });

  it('are refused when they are too large, and the connection goes on', async () => {
    const server = await TestServer.start({ limits: { maxObject: '2MB' } });
    expect((await server.put('8', 'main', large)).status).toBe(403);
    const stream = new Blob([large]).stream();
    const chunked = { method: 'PUT', body: stream, duplex: 'half' } as RequestInit;
    expect((await server.request('/v1/cache/8', 'main', chunked)).status).toBe(403);
    expect((await server.get('8', 'main')).status).toBe(404);
    expect((await server.put('8', 'main', small)).status).toBe(200);
  });
});

describe('an object that changed on disk', () => {
  const damages: [string, (object: StoredBytes) => void][] = [
    ['a flipped bit', flipBit],
    ['a lost end', ({ path, end }) => truncateSync(path, end - 1)],
    ['no bytes at all', ({ path, start }) => truncateSync(path, start)],
    [
      'another end',
      ({ path, start }) => {
        const bytes = readFileSync(path);
        writeFileSync(path, Buffer.concat([bytes.subarray(0, start + 7), large]));
      },
    ],
  ];
  for (const [name, damage] of damages)
    it.each([
      ['small', small],
      ['large', large],
    ])(`is a miss and put aside: ${name}, %s`, async (_, body) => {
      const server = await TestServer.start();
      await server.put('3', 'main', body);
      // Once as it should be: it counts as verified from then on.
      expect((await server.get('3', 'main')).status).toBe(200);
      damage(storedBytes(server, '3'));
      expect((await server.get('3', 'main')).status).toBe(404);
      expect(readdirSync(join(server.folder, 'quarantine'))).toHaveLength(1);
      const metrics = (await server.request('/metrics', 'main')).body.toString();
      expect(metrics).toContain('nx_signal_cache_corrupt_total 1\n');
      expect((await server.put('3', 'main', body)).status).toBe(200);
      expect((await server.get('3', 'main')).body.equals(body)).toBe(true);
    });

  it('is not served under the name of another', async () => {
    const server = await TestServer.start();
    await server.put('1', 'main', 'one');
    await server.put('2', 'main', 'two');
    overwrite(storedBytes(server, '2'), storedBytes(server, '1'));
    expect((await server.get('2', 'main')).status).toBe(404);
    const halves = [large.subarray(0, 100_000), large.subarray(100_000, 200_000)];
    await server.put('3', 'main', halves[0] as Buffer);
    await server.put('4', 'main', halves[1] as Buffer);
    overwrite(storedBytes(server, '4'), storedBytes(server, '3'));
    expect((await server.get('4', 'main')).status).toBe(404);
  });

  it('is a miss within a second after a file of many was deleted', async () => {
    const server = await TestServer.start();
    for (const hash of ['1', '2']) await server.put(hash, 'main', small);
    // Twice: it is in memory then.
    for (let read = 0; read < 3; read += 1)
      expect((await server.get('1', 'main')).status).toBe(200);
    rmSync(storedBytes(server, '1').path);
    await expect.poll(async () => (await server.get('1', 'main')).status).toBe(404);
    expect((await server.get('2', 'main')).status).toBe(404);
    expect((await server.put('1', 'main', 'new')).status).toBe(200);
    expect((await server.get('1', 'main')).body.toString()).toBe('new');
  });
});

describe('when the server cannot do its work', () => {
  it('answers 404 and 403 while the store fails', async () => {
    const server = await TestServer.start();
    server.running.storage.read = () => Promise.reject(new Error('the disk is on fire'));
    server.running.storage.publish = () => Promise.reject(new Error('the disk is on fire'));
    expect((await server.get('1', 'main')).status).toBe(404);
    expect((await server.put('1', 'main', small)).status).toBe(403);
    const metrics = (await server.request('/metrics', 'main')).body.toString();
    expect(metrics).toContain('reads_total{protocol="nx",result="failed"} 1\n');
    expect(metrics).toContain('writes_total{protocol="nx",result="failed"} 1\n');
  });

  it('answers 404 and 403 beyond its limits', async () => {
    const server = await TestServer.start({ limits: { uploads: 1 } });
    const slow = rawRequest(
      server.running.port,
      [
        `PUT /v1/cache/1 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${server.tokens['main']}\r\nContent-Length: 9\r\n\r\n`,
      ],
      { wait: 700 },
    );
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect((await server.put('2', 'main', small)).status).toBe(403);
    expect((await server.get('2', 'main')).status).toBe(404);
    await slow;
    await expect.poll(async () => (await server.put('2', 'main', small)).status).toBe(200);
  });
});

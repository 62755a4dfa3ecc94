import { expect, it } from 'vitest';
import { rawRequest } from '../testing/raw-request.js';
import { TestServer } from '../testing/test-server.js';

/** A whole answer that is the last one to its request. */
const untilAnswered = { wait: 20_000, until: /HTTP\/1\.1 [2-5]\d\d [\s\S]*\r\n\r\n/ };

const huge = 'Content-Length: 2000000000';

/** What comes back for an upload of which only the head, or that and the first bytes, are sent. */
async function upload(who: string, headers: string, body = '', name = '/v1/cache/1') {
  const server = await TestServer.start();
  const token = server.tokens[who] ?? who;
  const head = `PUT ${name} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n${headers}\r\n\r\n`;
  return rawRequest(server.running.port, [head, body], untilAnswered);
}

it.each([
  ['main', huge, 403],
  ['reader', huge, 403],
  ['reader', 'Transfer-Encoding: chunked', 403],
  ['nobody', huge, 401],
  ['nobody', 'Transfer-Encoding: chunked', 401],
])('an upload of %s with %s is answered before its body', async (who, headers, status) => {
  for (const body of ['', `c350\r\n${'x'.repeat(50_000)}\r\n`])
    expect(await upload(who, headers, body)).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
});

it('an upload that cannot have a name is answered before its body', async () => {
  expect(await upload('main', huge, '', '/v1/cache/a.b')).toMatch(/^HTTP\/1.1 403 /);
  expect(await upload('main', huge, '', '/sccache/-.x/')).toMatch(/^HTTP\/1.1 403 /);
});

it('a body without a length is answered as soon as it is too large', async () => {
  const server = await TestServer.start({ limits: { maxObject: '1MB' } });
  const head = `PUT /v1/cache/1 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${server.tokens['main']}\r\nTransfer-Encoding: chunked\r\n\r\n`;
  const chunk = `100000\r\n${'x'.repeat(0x100000)}\r\n`;
  const answer = await rawRequest(server.running.port, [head, chunk, chunk], untilAnswered);
  expect(answer).toMatch(/^HTTP\/1.1 403 /);
});

it('a client that goes on sending gets its answer all the same', async () => {
  const server = await TestServer.start({ limits: { maxObject: '1MB' } });
  const body = Buffer.alloc(30_000_000);
  expect((await server.put('1', 'main', body)).status).toBe(403);
  expect((await server.put('1', 'reader', body)).status).toBe(403);
});

it('only a body that is wanted is asked for', async () => {
  const expecting = 'Expect: 100-continue\r\nContent-Length: 5';
  const taken = await upload('main', expecting, 'hello');
  expect(taken).toMatch(/^HTTP\/1.1 100 Continue\r\n\r\nHTTP\/1.1 200 /);
  expect(taken).not.toContain('Connection: close');
  for (const who of ['reader', 'nobody']) {
    const refused = await upload(who, `Expect: 100-continue\r\n${huge}`);
    expect(refused).toMatch(/^HTTP\/1.1 40[13] /);
    expect(refused).toContain('Connection: close');
  }
});

it.each(['/healthzzz', '/healthz/', '/readyz2', '/metrics/x', '/v1/statsx', '/v1/session/x'])(
  'knows no %s',
  async (path) => {
    const server = await TestServer.start({ metrics: { public: true } });
    for (const method of ['GET', 'POST'])
      expect((await server.request(path, 'main', { method })).status).toBe(404);
    expect((await server.request('/healthz?x=1', 'nobody')).status).toBe(200);
  },
);

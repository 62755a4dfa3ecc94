import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { rawRequest } from '../testing/raw-request.js';
import { TestServer } from '../testing/test-server.js';

/** Sends half of a body and breaks the connection off. */
function breakOff(server: TestServer, hash: string, body: Buffer): Promise<string> {
  const head = `PUT /v1/cache/${hash} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${server.tokens['main']}\r\nContent-Length: ${body.length}\r\n\r\n`;
  const half = body.subarray(0, body.length / 2);
  return rawRequest(server.running.port, [head, half], { ending: 'reset' });
}

it('never stores the bytes of another upload, whoever breaks off beside it', async () => {
  const server = await TestServer.start();
  for (let round = 0; round < 4; round += 1) {
    // Of all sizes that share memory, and some that have none of their own.
    const bodies = Array.from({ length: 30 }, (_, at) => randomBytes(40_000 + at * 35_000));
    const hashOf = (at: number) => `${round}-${at}`;
    const isBroken = (at: number) => at % 3 === 0;
    await Promise.all(
      bodies.map(async (body, at) => {
        if (isBroken(at)) return breakOff(server, hashOf(at), body);
        const { status } = await server.put(hashOf(at), 'main', body);
        return expect(status).toBe(200);
      }),
    );
    for (const [at, body] of bodies.entries()) {
      const answer = await server.get(hashOf(at), 'main');
      expect(answer.status).toBe(isBroken(at) ? 404 : 200);
      if (!isBroken(at)) expect(answer.body.equals(body)).toBe(true);
    }
  }
});

import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { TestServer } from '../testing/test-server.js';

/**
 * Asks for objects in one go, more than the system holds on the way, waits with most of them unread, then
 * reads the rest or hangs up. Resolves with all that came.
 */
async function readSlowly(server: TestServer, hashes: number[], hangsUp: boolean): Promise<Buffer> {
  const socket = connect({ port: server.running.port, host: '127.0.0.1' });
  socket.on('error', () => undefined);
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => {
    if (chunks.length === 0) socket.pause();
    chunks.push(chunk);
  });
  const closed = once(socket, 'close');
  const token = server.tokens['main'];
  for (const [at, hash] of hashes.entries()) {
    const connection = at === hashes.length - 1 ? 'close' : 'keep-alive';
    socket.write(
      `GET /v1/cache/${hash} HTTP/1.1\r\nHost: x\r\nConnection: ${connection}\r\nAuthorization: Bearer ${token}\r\n\r\n`,
    );
  }
  await once(socket, 'pause');
  await sleep(50 + Math.random() * 100);
  if (hangsUp) socket.destroy();
  else socket.resume();
  await closed;
  return Buffer.concat(chunks);
}

/** The bodies in a row of answers, by their lengths. */
function bodiesIn(answers: Buffer): Buffer[] {
  const bodies: Buffer[] = [];
  for (let rest = answers; rest.length > 0; ) {
    const start = rest.indexOf('\r\n\r\n') + 4;
    const length = Number(/Content-Length: (\d+)/.exec(rest.toString('latin1', 0, start))?.[1]);
    bodies.push(rest.subarray(start, start + length));
    rest = rest.subarray(start + length);
  }
  return bodies;
}

it('never sends the bytes of another object, whoever hangs up or reads slowly beside it', async () => {
  const server = await TestServer.start();
  // Small and large, so that memory of both sizes is used again and again.
  const objects = Array.from({ length: 24 }, (_, hash) => randomBytes(hash % 4 ? 900_000 : 30_000));
  for (const [hash, body] of objects.entries()) await server.put(String(hash), 'main', body);
  for (let round = 0; round < 3; round += 1) {
    const clients = Array.from({ length: 12 }, async (_, client) => {
      const hashes = Array.from({ length: 8 }, (_, at) => (client * 7 + round + at * 5) % 24);
      const hangsUp = client % 3 === 0;
      const bodies = bodiesIn(await readSlowly(server, hashes, hangsUp));
      if (!hangsUp) expect(bodies).toHaveLength(hashes.length);
      for (const [at, body] of bodies.entries()) {
        const object = objects[hashes[at] ?? 0] as Buffer;
        const isWhole = body.length === object.length;
        expect(body.equals(object.subarray(0, body.length))).toBe(true);
        expect(isWhole || hangsUp).toBe(true);
      }
    });
    await Promise.all(clients);
  }
});

import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { badRequest, seededRandom } from './bad-requests.js';

/** What is done on a connection: bytes are sent, or it ends in one way or another. */
type Step = Buffer | 'wait' | 'stop-reading' | 'half-close' | 'reset';

function goodRequest(random: () => number, valid: string): string {
  const hash = Math.floor(random() * 500);
  const head = `/v1/cache/raw-${hash} HTTP/1.1\r\nHost: x\r\nAuthorization: ${valid}\r\n`;
  const size = Math.floor(random() * 90_000);
  if (random() < 0.4) return `GET ${head}\r\n`;
  if (random() < 0.5)
    return `PUT ${head}Content-Length: ${size}\r\n${random() < 0.3 ? 'Expect: 100-continue\r\n' : ''}\r\n${'r'.repeat(size)}`;
  const chunk = `${size.toString(16)}\r\n${'r'.repeat(size)}\r\n`;
  return `PUT ${head}Transfer-Encoding: chunked\r\n\r\n${chunk}${size > 0 ? '0\r\n\r\n' : '\r\n'}`;
}

/** The first bytes of a handshake for TLS, and bytes that are nothing at all. */
function garbage(random: () => number): Buffer {
  if (random() < 0.3) return Buffer.from('16030100c8010000c40303', 'hex');
  return Buffer.from(Array.from({ length: 1 + random() * 200 }, () => Math.floor(random() * 256)));
}

/** Good and bad requests behind each other, cut anywhere, with whatever else can happen on a connection. */
function conversation(random: () => number, valid: string): Step[] {
  const requests = Array.from({ length: 1 + Math.floor(random() * 4) }, () => {
    const kind = random();
    if (kind < 0.15) return garbage(random);
    const text = kind < 0.6 ? goodRequest(random, valid) : badRequest(random, valid);
    return Buffer.from(text, 'latin1');
  });
  const bytes = Buffer.concat(requests);
  const cuts = Array.from({ length: Math.floor(random() * 5) }, () =>
    Math.floor(random() * bytes.length),
  ).sort((left, right) => left - right);
  const steps: Step[] = random() < 0.2 ? ['stop-reading'] : [];
  for (const [at, cut] of [...cuts, bytes.length].entries()) {
    steps.push(bytes.subarray(cuts[at - 1] ?? 0, cut));
    if (random() < 0.3) steps.push('wait');
    if (random() < 0.1) break;
  }
  steps.push(random() < 0.4 ? 'half-close' : random() < 0.5 ? 'reset' : 'wait');
  return steps;
}

async function take(socket: Socket, step: Step): Promise<void> {
  if (step === 'wait') await sleep(10);
  else if (step === 'stop-reading') socket.pause();
  else if (step === 'half-close') socket.end();
  else if (step === 'reset') socket.resetAndDestroy();
  else if (socket.writable) socket.write(step);
}

/** Resolves when the connection has ended, or nothing has happened on it for a moment. */
function untilQuiet(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    socket.once('close', () => resolve()).once('timeout', resolve);
    socket.setTimeout(200);
  });
}

async function talk(port: number, steps: readonly Step[]): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let text = '';
  socket
    .on('error', () => undefined)
    .on('data', (chunk) => {
      text += chunk.toString('latin1');
    });
  for (const step of steps) await take(socket, step);
  if (!socket.destroyed) await untilQuiet(socket);
  socket.destroy();
  return text;
}

/** Has many conversations, 16 at a time; resolves with the statuses that came back. */
export async function haveConversations(
  port: number,
  valid: string,
  count: number,
  seed: number,
): Promise<Set<number>> {
  const random = seededRandom(seed);
  const statuses = new Set<number>();
  let left = count;
  const work = async () => {
    while (left > 0) {
      left -= 1;
      const text = await talk(port, conversation(random, valid));
      for (const [, status] of text.matchAll(/HTTP\/1\.1 (\d{3})/g)) statuses.add(Number(status));
    }
  };
  await Promise.all(Array.from({ length: 16 }, work));
  return statuses;
}

import { connect } from 'node:net';

/** A source of numbers that is the same for the same seed. */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const pieces = [
  '..',
  '%2e%2e',
  '..%2F',
  '%00',
  '/',
  '//',
  '\\',
  '?',
  '#',
  ';',
  '%',
  '%zz',
  '\u00e4',
  'tokens.json',
  'objects',
  'etc/passwd',
  '__proto__',
  'constructor',
  '*',
  ' ',
  '\t',
  '~',
  'A'.repeat(300),
  '-1',
  '1e9',
  '18446744073709551616',
];
const prefixes = ['/v1/cache/', '/sccache/', '/v1/provenance/', '/v1/stats', '/metrics', '/', ''];
const methods = [
  'GET',
  'PUT',
  'HEAD',
  'POST',
  'DELETE',
  'PROPFIND',
  'OPTIONS',
  'TRACE',
  'XYZZY',
  '',
];
const versions = ['HTTP/1.1', 'HTTP/1.0', 'HTTP/2.0', 'HTTP/9', ''];
const headers = [
  'Content-Length: -1',
  'Content-Length: 99999999999999999999',
  'Content-Length: 5\r\nContent-Length: 6',
  'Content-Length: abc',
  'Transfer-Encoding: chunked',
  'Transfer-Encoding: chunked\r\nContent-Length: 5',
  'Transfer-Encoding: identity, chunked',
  'Expect: 100-continue',
  'Expect: nonsense',
  'Range: bytes=0-1',
  'X-Forwarded-For: , ,',
  'Upgrade: websocket\r\nConnection: Upgrade',
  `X: ${'y'.repeat(20_000)}`,
  ': no name',
  'Connection: close',
  'Host: [::1',
];
const tokens = [
  'Bearer',
  'Bearer ',
  'Basic dXNlcjpwYXNz',
  'Bearer nxss_.',
  'Bearer nxss_e30.AAAA',
  'Bearer eyJhbGciOiJub25lIn0.eyJpc3MiOiJ4In0.',
  'Bearer a.b.c',
  `Bearer ${'z'.repeat(17_000)}`,
  'Bearer \u0000',
  'bearer  two  words',
];

/** A request that is wrong in one or more ways, as text. `valid` is a good token. */
export function badRequest(random: () => number, valid: string): string {
  const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)] as T;
  const some = <T>(list: readonly T[], most: number) =>
    Array.from({ length: Math.floor(random() * (most + 1)) }, () => pick(list));
  const path = pick(prefixes) + some(pieces, 4).join('');
  const authorization = random() < 0.5 ? valid : pick(tokens);
  const lines = [
    `${pick(methods)} ${path} ${random() < 0.9 ? 'HTTP/1.1' : pick(versions)}`,
    'Host: x',
    ...(random() < 0.9 ? [`Authorization: ${authorization}`] : []),
    ...some(headers, 2),
  ];
  const body =
    random() < 0.3 ? pick(['hello', '5\r\nhello\r\n0\r\n\r\n', 'zz\r\n', '\u0000\u00ff']) : '';
  return `${lines.join('\r\n')}\r\n\r\n${body}`;
}

/** Sends one request on a connection of its own; resolves with the statuses that came back. */
export function statusesOf(port: number, request: string): Promise<number[]> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let text = '';
    const finish = () => {
      socket.destroy();
      resolve([...text.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map(([, status]) => Number(status)));
    };
    socket.setTimeout(300, finish);
    socket.on('error', finish).on('close', finish);
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      // Most answers come at once; what a second one would say is not worth waiting for.
      setTimeout(finish, 1);
    });
    socket.end(Buffer.from(request, 'latin1'));
  });
}

/** Sends many bad requests, 32 at a time; counts answers by status. */
export async function sendBadRequests(
  port: number,
  valid: string,
  count: number,
  seed: number,
): Promise<Map<number, number>> {
  const random = seededRandom(seed);
  const answers = new Map<number, number>();
  let sent = 0;
  const work = async () => {
    while (sent < count) {
      sent += 1;
      for (const status of await statusesOf(port, badRequest(random, valid)))
        answers.set(status, (answers.get(status) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: 32 }, work));
  return answers;
}

import { connect } from 'node:net';

/**
 * Sends bytes as they are, then waits, ends the connection or breaks it off. Resolves with all that
 * came back until the connection ended, it fits `until`, or for `wait` milliseconds.
 */
export function rawRequest(
  port: number,
  parts: readonly (string | Buffer)[],
  {
    wait = 2000,
    ending = 'wait',
    until,
  }: { wait?: number; ending?: 'wait' | 'end' | 'reset'; until?: RegExp } = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    let text = '';
    const finish = () => {
      socket.destroy();
      resolve(text);
    };
    const timer = setTimeout(finish, wait);
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      if (until?.test(text)) finish();
    });
    socket.on('error', (error) => (ending === 'wait' ? reject(error) : finish()));
    socket.on('close', () => {
      clearTimeout(timer);
      finish();
    });
    socket.on('connect', () => {
      for (const part of parts) socket.write(part);
      if (ending === 'reset') setTimeout(() => socket.resetAndDestroy(), 50);
      if (ending === 'end') socket.end();
    });
  });
}

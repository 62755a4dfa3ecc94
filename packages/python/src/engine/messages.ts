import type { Socket } from 'node:net';
import { LineCutter } from '../process/line-cutter.js';
import type { Question } from './question.js';
import type { Verdict } from './schema.js';

/** What a client says to the engine: one line of JSON each. */
export interface Ask {
  type: 'ask';
  version: string;
  /** All variables of the client. */
  variables: Record<string, string>;
  question: Question;
}

/** What the engine says. */
export type Reply =
  /** At once, and every second until it has answered. */
  | { type: 'alive'; version: string }
  /** Said on the way, for standard error. */
  | { type: 'said'; text: string }
  | { type: 'verdict'; verdict: Verdict }
  /** It cannot answer this client, which does the work alone; without a reason where that is the question's own. */
  | { type: 'unable'; reason?: string; isOver: boolean };

/** Milliseconds between two signs of life. */
export const heartbeat = 1_000;

/** Writes one message. */
export function send(socket: Socket, message: Ask | Reply): void {
  if (socket.writable) socket.write(`${JSON.stringify(message)}\n`);
}

/** Calls back with each message; what is none closes the connection. */
export function listen<Message extends { type: string }>(
  socket: Socket,
  onMessage: (message: Message) => void,
): void {
  const lines = new LineCutter();
  socket.setEncoding('utf8');
  socket.on('data', (text: string) => {
    for (const line of lines.push(text)) {
      try {
        onMessage(JSON.parse(line) as Message);
      } catch {
        socket.destroy();
      }
    }
  });
}

import type { Socket } from 'node:net';
import { LineCutter } from '../process/line-cutter.js';
import type { WaitingProgram } from '../process/started-ahead.js';
import type { Question } from './question.js';
import type { Verdict } from './schema.js';
import type { ToldVerdict } from './verdict-text.js';

/** What every client says first. */
interface Opening {
  version: string;
  /** What its programs inherit beside variables. */
  circumstances: string;
}

/** A question: one line of JSON, as all messages. */
export interface Ask extends Opening {
  type: 'ask';
  /** All variables of the client. */
  variables: Record<string, string>;
  question: Question;
  /** How whoever cannot read a verdict wants it to be told. */
  form?: 'text' | 'json';
  /** Milliseconds that had gone by before this was sent, and belong to the time that is told. */
  already?: number;
}

/** A batch that Nx has given to a worker of its own asks for tools that wait. */
export interface Borrow extends Opening {
  type: 'borrow';
}

/** What it says from then on, of a program by its key. */
export type ToLender =
  | { type: 'take'; key: string }
  | { type: 'in'; key: string; text: string }
  | { type: 'in-end'; key: string }
  /** It is done; these would have been of use, and may be so the next time. */
  | { type: 'wishes'; programs: WaitingProgram[] };

/** What it is told. */
export type FromLender =
  /** At once: what there is. */
  | { type: 'lends'; programs: { key: string; pid: number }[] }
  /** Output, in base64: it may be cut within a character. */
  | { type: 'out'; key: string; isError: boolean; data: string }
  /** It has ended before it was taken. */
  | { type: 'gone'; key: string }
  | { type: 'exit' | 'close'; key: string; exitCode: number | null; signal: string | null };

/** What a client says to the engine. */
export type Request = Ask | Borrow | ToLender;

/** What the engine says. */
export type Reply =
  /** At once, and every second until it has answered. */
  | { type: 'alive'; version: string }
  /** Said on the way, for standard error. */
  | { type: 'said'; text: string }
  | { type: 'verdict'; verdict: Verdict }
  /** The verdict as `nx-signal now` prints it. */
  | ({ type: 'told' } & ToldVerdict)
  /** It cannot answer this client, which does the work alone; without a reason where that is the question's own. */
  | { type: 'unable'; reason?: string; isOver: boolean }
  | FromLender;

/** Milliseconds between two signs of life. */
export const heartbeat = 1_000;

/** Milliseconds between two beats of the pulse, which goes on while the engine can say nothing. */
export const beat = 500;

/** Writes one message. */
export function send(socket: Socket, message: Request | Reply): void {
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

import type { ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';
import { startPrograms } from '../batch/tools-ahead.js';
import { signalGroup } from '../process/signal-group.js';
import {
  allAhead,
  endAhead,
  handOver,
  keyOf,
  type WaitingProgram,
} from '../process/started-ahead.js';
import { type FromLender, type Request, send } from './messages.js';

/** Milliseconds between the end of a batch and the start of what the next one may use: Nx still stores its results. */
const pause = 500;

/** Milliseconds that a program has to end by itself once nobody works with it. */
const grace = 3_000;

/** One batch's programs: what it says goes to them, what they say goes to it. */
class Loan {
  readonly #socket: Socket;
  readonly #taken = new Map<string, ChildProcess>();
  /** How many it has taken. */
  count = 0;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  take(key: string): void {
    const child = handOver(key);
    if (child === undefined) {
      this.#say({ type: 'gone', key });
      return;
    }
    this.#taken.set(key, child);
    this.count += 1;
    for (const isError of [false, true]) {
      const stream = isError ? child.stderr : child.stdout;
      stream?.on('data', (data: Buffer) =>
        this.#say({ type: 'out', key, isError, data: data.toString('base64') }),
      );
    }
    for (const type of ['exit', 'close'] as const) {
      child.once(type, (exitCode, signal) => this.#say({ type, key, exitCode, signal }));
    }
    child.once('exit', () => this.#taken.delete(key));
  }

  stdinOf(key: string): ChildProcess['stdin'] {
    return this.#taken.get(key)?.stdin ?? null;
  }

  /** Ends what nobody works with any more. */
  end(): void {
    for (const child of this.#taken.values()) {
      signalGroup(child.pid, 'SIGTERM');
      const timer = setTimeout(() => signalGroup(child.pid, 'SIGKILL'), grace);
      child.once('exit', () => clearTimeout(timer));
    }
  }

  #say(message: FromLender): void {
    send(this.#socket, message);
  }
}

/** Programs that wait for batches which Nx has given to workers of its own. They are started as those have wished. */
export class ToolLender {
  #timer: NodeJS.Timeout | undefined;

  /**
   * Lends to whoever is connected; returns what takes its messages.
   *
   * @param onEnd - is told how many programs were taken
   */
  lend(socket: Socket, onEnd: (count: number) => void): (message: Request) => void {
    const loan = new Loan(socket);
    socket.once('close', () => {
      loan.end();
      onEnd(loan.count);
    });
    const programs = [...allAhead()].flatMap(([key, { pid }]) => (pid ? [{ key, pid }] : []));
    send(socket, { type: 'lends', programs });
    return (message) => {
      if (message.type === 'take') loan.take(message.key);
      if (message.type === 'in') loan.stdinOf(message.key)?.write(message.text);
      if (message.type === 'in-end') loan.stdinOf(message.key)?.end();
      if (message.type === 'wishes') this.#prepare(message.programs);
    };
  }

  /** Ends all that wait. */
  close(): void {
    clearTimeout(this.#timer);
    void endAhead();
  }

  #prepare(programs: readonly WaitingProgram[]): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      // Those that nobody has wished for last would wait for nothing.
      void endAhead(new Set(programs.map(keyOf)));
      startPrograms(programs);
    }, pause);
  }
}

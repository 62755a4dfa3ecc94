import { EventEmitter } from 'node:events';
import { connect, type Socket } from 'node:net';
import { PassThrough, Writable } from 'node:stream';
import { pluginVersion } from '../options/plugin-version.js';
import { signalGroup } from '../process/signal-group.js';
import {
  borrowFrom,
  type Lender,
  type StartedProgram,
  type WaitingProgram,
} from '../process/started-ahead.js';
import { circumstances } from './circumstances.js';
import { type FromLender, heartbeat, listen, type Reply, send, type ToLender } from './messages.js';
import { Patience } from './patience.js';
import { findPlace, mayUseEngine } from './place.js';

/** Milliseconds of silence after which an engine's pulse is looked at: before it has said what it lends, and later. */
const patience = { first: 2 * heartbeat, later: 10 * heartbeat };

const hung = 'it does not answer';

/** A program that the engine has started, as if it were a child of this process. */
class LentProgram extends EventEmitter implements StartedProgram {
  readonly pid: number;
  readonly stdin: Writable;
  readonly stdout = new PassThrough();
  readonly stderr = new PassThrough();
  isLost = false;
  #isOver = false;

  constructor(key: string, pid: number, say: (message: ToLender) => void) {
    super();
    this.pid = pid;
    this.stdin = new Writable({
      decodeStrings: false,
      write(text: string | Buffer, _encoding, done) {
        say({ type: 'in', key, text: text.toString() });
        done();
      },
      final(done) {
        say({ type: 'in-end', key });
        done();
      },
    });
  }

  hear(message: Exclude<FromLender, { type: 'lends' }>): void {
    if (this.#isOver) return;
    if (message.type === 'gone') this.lose();
    else if (message.type === 'out') {
      const { data, isError } = message;
      (isError ? this.stderr : this.stdout).write(Buffer.from(data, 'base64'));
    } else {
      const { type, exitCode, signal } = message;
      if (type === 'exit') this.emit('exit', exitCode, signal);
      else this.#end(exitCode, signal);
    }
  }

  /** Whoever has lent it is silent. It must not go on beside the one that does its work. */
  lose(): void {
    if (this.#isOver) return;
    this.isLost = true;
    signalGroup(this.pid, 'SIGKILL');
    this.emit('exit', null, 'SIGKILL');
    this.#end(null, 'SIGKILL');
  }

  #end(exitCode: number | null, signal: string | null): void {
    this.#isOver = true;
    this.stdout.end();
    this.stderr.end();
    // All that it has said is read before its end is told.
    setImmediate(() => this.emit('close', exitCode, signal));
  }
}

/** The programs that a connected engine lends to this process. */
class Borrowed implements Lender {
  readonly #socket: Socket;
  readonly #there = new Map<string, number>();
  readonly #taken = new Map<string, LentProgram>();

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** Whether it is known what is lent. */
  isOffered = false;

  offer(programs: readonly { key: string; pid: number }[]): void {
    this.isOffered = true;
    for (const { key, pid } of programs) this.#there.set(key, pid);
  }

  has(key: string): boolean {
    return this.#there.has(key);
  }

  take(key: string): LentProgram {
    const say = (message: ToLender) => send(this.#socket, message);
    const program = new LentProgram(key, this.#there.get(key) ?? 0, say);
    this.#there.delete(key);
    this.#taken.set(key, program);
    say({ type: 'take', key });
    return program;
  }

  hear(message: Exclude<FromLender, { type: 'lends' }>): void {
    this.#taken.get(message.key)?.hear(message);
  }

  /** Nothing more is to be had. */
  lose(): void {
    this.#there.clear();
    for (const program of this.#taken.values()) program.lose();
  }
}

/** What a batch has of the engine that runs beside it. */
export interface BorrowedTools {
  /** Resolves once it is known what is lent, if anything; it is never late. */
  ready: Promise<void>;
  /** Gives everything back, and says what would have been of use. */
  end(programs: readonly WaitingProgram[]): void;
}

/** Where there is nobody to borrow from. */
export const noTools: BorrowedTools = { ready: Promise.resolve(), end: () => {} };

/**
 * Has programs come from the engine of this checkout, where one runs, that wait there with their modules imported.
 * Whatever is wrong with it costs one line, and programs are started as ever.
 *
 * @param say - is told why an engine that is there is not used
 */
export function borrowTools(workspaceRoot: string, say: (line: string) => void): BorrowedTools {
  if (!mayUseEngine()) return noTools;
  const place = findPlace(workspaceRoot);
  if (place === undefined) return noTools;
  const refuse = (reason: string) => say(`The engine is not used: ${reason}.`);
  if ('socket' in place) return new Loan(place.socket, refuse);
  refuse(place.refused);
  return noTools;
}

/** Connects to an engine, and leaves it at the first sign that it cannot be relied on. */
class Loan implements BorrowedTools {
  readonly ready: Promise<void>;
  readonly #socket: Socket;
  readonly #refuse: (reason: string) => void;
  readonly #borrowed: Borrowed;
  #settle = () => {};
  readonly #life: Patience;
  #isConnected = false;
  #isOver = false;

  constructor(path: string, refuse: (reason: string) => void) {
    this.ready = new Promise((resolve) => {
      this.#settle = resolve;
    });
    this.#refuse = refuse;
    this.#socket = connect(path);
    this.#borrowed = new Borrowed(this.#socket);
    this.#life = new Patience(path, (isAtWork) => this.#hearNothing(isAtWork));
    this.#life.wait(patience.first);
    this.#socket.on('connect', () => {
      this.#isConnected = true;
      const opening = { version: pluginVersion, circumstances: circumstances() };
      send(this.#socket, { type: 'borrow', ...opening });
    });
    // Nobody listens: there is none, or one that died.
    this.#socket.on('error', () => this.#fail(this.#isConnected ? hung : undefined));
    this.#socket.on('close', () => this.#fail(hung));
    listen<Reply>(this.#socket, (reply) => this.#hear(reply));
  }

  end(programs: readonly WaitingProgram[]): void {
    if (this.#isOver) return;
    send(this.#socket, { type: 'wishes', programs: [...programs] });
    this.#leave();
    this.#socket.end();
    // One that hangs does not hold this process.
    this.#socket.unref();
  }

  #hear(reply: Reply): void {
    if (this.#isOver) return;
    if (reply.type === 'alive' && reply.version !== pluginVersion) {
      this.#fail(`it is of version ${reply.version}`);
    } else if (reply.type === 'unable') this.#fail(reply.reason);
    else this.#use(reply);
  }

  #use(reply: Reply): void {
    if (reply.type === 'lends') {
      this.#borrowed.offer(reply.programs);
      borrowFrom(this.#borrowed);
      this.#settle();
    }
    if ('key' in reply) this.#borrowed.hear(reply);
    if (this.#borrowed.isOffered) this.#life.wait(patience.later);
  }

  #hearNothing(isAtWork: boolean): void {
    if (!isAtWork) this.#fail(hung);
    else if (this.#borrowed.isOffered) this.#life.wait(patience.later);
    // It works for somebody else, with what it would have lent.
    else this.#fail(undefined);
  }

  #leave(): void {
    this.#isOver = true;
    this.#life.end();
    borrowFrom(undefined);
    this.#settle();
  }

  #fail(reason: string | undefined): void {
    if (this.#isOver) return;
    this.#leave();
    this.#socket.destroy();
    this.#borrowed.lose();
    if (reason !== undefined) this.#refuse(reason);
  }
}

import { renameSync, rmSync, statSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { pluginVersion } from '../options/plugin-version.js';
import type { Engine, Outcome } from './engine.js';
import { ToolLender } from './lend-tools.js';
import {
  type Ask,
  type Borrow,
  heartbeat,
  listen,
  type Reply,
  type Request,
  send,
} from './messages.js';
import { tellVerdict } from './verdict-text.js';

/** What a server tells about itself. */
export interface ServerEvents {
  /** It has something to do, or is at rest again. */
  onBusy(isBusy: boolean): void;
  /** It answers no more. */
  onOver(reason: string): void;
  log(line: string): void;
}

/** Tells one who waits that somebody is there. */
function keepAlive(socket: Socket): () => void {
  const reply: Reply = { type: 'alive', version: pluginVersion };
  send(socket, reply);
  const timer = setInterval(() => send(socket, reply), heartbeat);
  return () => clearInterval(timer);
}

/** What the log says of an answer. */
function told(outcome: Outcome): string {
  if ('unable' in outcome) return `unable: ${outcome.unable}`;
  const { verdict, kept, settled = 0 } = outcome;
  const how = { answer: ' as before', graph: ' with the graph before' };
  const without = settled > 0 ? `, ${settled} tasks known` : '';
  return `${verdict.verdict}${kept ? how[kept] : ''}${without}`;
}

/** The answer to one question, in the form that it was asked for. */
function replyTo({ form, already = 0 }: Ask, outcome: Outcome): Reply {
  if ('unable' in outcome) {
    const { unable, isOver, isQuiet } = outcome;
    return { type: 'unable', isOver, ...(isQuiet ? {} : { reason: unable }) };
  }
  const { verdict } = outcome;
  if (!form) return { type: 'verdict', verdict };
  const milliseconds = verdict.milliseconds + already;
  return { type: 'told', ...tellVerdict({ ...verdict, milliseconds }, form) };
}

/** What a server has of an engine. */
type Served = Pick<Engine, 'ask' | 'rest' | 'isCurrent' | 'isOf'>;

/** Lets clients ask an engine, one after the other, and batches have tools that wait. */
export class EngineServer {
  readonly #engine: Served;
  readonly #lender = new ToolLender();
  readonly #events: ServerEvents;
  readonly #server: Server;
  #turn: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  #lent = 0;
  #asking: Socket | undefined;
  #inode = 0;
  #path = '';

  constructor(engine: Served, events: ServerEvents) {
    this.#engine = engine;
    this.#events = events;
    this.#server = createServer((socket) => this.#welcome(socket));
  }

  /** Listens at a path, in the place of whoever did before. */
  async listen(path: string): Promise<void> {
    const own = `${path}.${process.pid}`;
    rmSync(own, { force: true });
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(own, resolve);
    });
    this.#inode = statSync(own).ino;
    renameSync(own, path);
    this.#path = path;
  }

  /** Whether clients of its path still come to it. */
  get isReachable(): boolean {
    return statSync(this.#path, { throwIfNoEntry: false })?.ino === this.#inode;
  }

  close(): void {
    if (this.isReachable) rmSync(this.#path, { force: true });
    this.#server.close();
    this.#lender.close();
  }

  /** Shows what is said on the way to the client whose turn it is. */
  say(text: string): void {
    if (this.#asking) send(this.#asking, { type: 'said', text });
  }

  #welcome(socket: Socket): void {
    const stop = keepAlive(socket);
    socket.on('close', stop);
    socket.on('error', () => socket.destroy());
    let lend: ((message: Request) => void) | undefined;
    listen<Request>(socket, (message) => {
      if (lend) lend(message);
      else lend = this.#open(socket, message);
    });
  }

  /** Takes the first message; returns what takes the next ones, where there may be some. */
  #open(socket: Socket, message: Request): ((message: Request) => void) | undefined {
    const isOpening = message.type === 'ask' || message.type === 'borrow';
    if (!isOpening || message.version !== pluginVersion) socket.destroy();
    else if (message.type === 'borrow') return this.#lend(socket, message);
    else this.queue(() => this.#serve(socket, message));
    return undefined;
  }

  /** Does something in its turn: before whatever is asked from now on. */
  queue(work: () => Promise<void>): void {
    this.#waiting += 1;
    this.#tellBusy();
    this.#turn = this.#turn.then(work).finally(() => {
      this.#waiting -= 1;
      this.#tellBusy();
    });
  }

  #lend(socket: Socket, { circumstances }: Borrow): ((message: Request) => void) | undefined {
    if (!this.#engine.isOf(circumstances) || !this.#engine.isCurrent()) {
      send(socket, { type: 'unable', isOver: false });
      socket.end();
      return undefined;
    }
    this.#lent += 1;
    this.#tellBusy();
    return this.#lender.lend(socket, (count) => {
      this.#events.log(`lent ${count} tools`);
      this.#lent -= 1;
      this.#tellBusy();
    });
  }

  #tellBusy(): void {
    this.#events.onBusy(this.#waiting + this.#lent > 0);
  }

  async #serve(socket: Socket, message: Ask): Promise<void> {
    if (socket.destroyed) return;
    this.#asking = socket;
    // Who goes away wants no answer any more.
    const abort = new AbortController();
    const cancel = () => abort.abort();
    socket.once('close', cancel);
    let outcome: Outcome;
    try {
      outcome = await this.#engine.ask(message.question, message, abort.signal);
    } catch (error) {
      outcome = { unable: error instanceof Error ? error.message : String(error), isOver: true };
    }
    socket.off('close', cancel);
    this.#asking = undefined;
    await this.#reply(socket, outcome, message);
    if ('unable' in outcome && outcome.isOver) return this.#events.onOver(outcome.unable);
    await this.#engine.rest(this.#waiting > 1);
  }

  async #reply(socket: Socket, outcome: Outcome, message: Ask): Promise<void> {
    this.#events.log(told(outcome));
    send(socket, replyTo(message, outcome));
    await new Promise<void>((resolve) => socket.end(resolve));
  }
}

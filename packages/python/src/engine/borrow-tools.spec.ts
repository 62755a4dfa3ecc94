import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { pluginVersion } from '../options/plugin-version.js';
import { converse, programOf, runProcess } from '../process/run-process.js';
import { endAhead, keyOf, startAhead, takeWishes } from '../process/started-ahead.js';
import { type BorrowedTools, borrowTools } from './borrow-tools.js';
import { listen, type Reply, type Request, send } from './messages.js';
import { placeOf } from './place.js';
import { EngineServer } from './server.js';

/** Says what it is told, and by which number it is known. */
const program = {
  command: process.execPath,
  args: [
    '-e',
    'process.stdin.on("data", (text) => console.log(String(process.pid), "hears", String(text)))',
  ],
  cwd: process.cwd(),
  env: {},
};
const run = () => runProcess({ ...program, canWait: true, input: 'hello', timeout: 20_000 });

let root: string;
let socket: string;
let server: Server | EngineServer | undefined;
let tools: BorrowedTools | undefined;
let child: ChildProcess | undefined;
let said: string[];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'nx-signal-root-'));
  vi.stubEnv('XDG_RUNTIME_DIR', mkdtempSync(join(tmpdir(), 'nx-signal-run-')));
  vi.stubEnv('NX_SIGNAL_ENGINE', 'true');
  const place = placeOf(root);
  socket = 'socket' in place ? place.socket : '';
  said = [];
});
afterEach(async () => {
  tools?.end([]);
  server?.close();
  child?.kill();
  await endAhead();
  takeWishes();
  server = tools = child = undefined;
  vi.unstubAllEnvs();
});

/** An engine in the words of the protocol, which does what it is told to with each message. */
async function pretend(onMessage: (message: Request, client: Socket) => void): Promise<void> {
  const pretended = createServer((client) => {
    client.on('error', () => {});
    say(client, { type: 'alive', version: pluginVersion });
    listen<Request>(client, (message) => onMessage(message, client));
  });
  server = pretended;
  await new Promise<void>((resolve) => pretended.listen(socket, resolve));
}
const say = (client: Socket, reply: Reply) => send(client, reply);

async function borrow(): Promise<void> {
  tools = borrowTools(root, (line) => said.push(line));
  await tools.ready;
}

/** Lends one program, and does with each message what a test wants. */
async function lend(onMessage: (message: Request, client: Socket) => void): Promise<string> {
  const key = keyOf(programOf(program));
  child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true });
  const { pid = 0 } = child;
  await pretend((message, client) => {
    if (message.type === 'borrow') say(client, { type: 'lends', programs: [{ key, pid }] });
    else onMessage(message, client);
  });
  await borrow();
  return key;
}

describe('a program that an engine lends', () => {
  it('is told what one of this process would be told, and its output is that of one', async () => {
    const heard: string[] = [];
    await lend((message, client) => {
      if (message.type === 'in') heard.push(message.text);
      if (message.type !== 'in-end') return;
      // Cut within a character.
      const bytes = Buffer.from('grün\n');
      for (const data of [bytes.subarray(0, 3), bytes.subarray(3)])
        say(client, {
          type: 'out',
          key: message.key,
          isError: false,
          data: data.toString('base64'),
        });
      for (const type of ['exit', 'close'] as const)
        say(client, { type, key: message.key, exitCode: 3, signal: null });
    });
    expect(await run()).toMatchObject({ exitCode: 3, output: 'grün\n', timedOut: false });
    expect(heard).toEqual(['hello']);
    // It was lent once.
    expect((await run()).output).toMatch(/^\d+ hears hello\n$/);
    expect(said).toEqual([]);
  });

  it.each([
    ['goes away', (client: Socket) => client.destroy()],
    ['says what nobody understands', (client: Socket) => client.write('what?\n')],
  ])('is ended, and its work done anew, where the engine %s', async (_how, leave) => {
    await lend((message, client) => {
      if (message.type === 'in') leave(client);
    });
    const ended = new Promise((resolve) => child?.once('exit', (_code, signal) => resolve(signal)));
    expect((await run()).output).toMatch(/^\d+ hears hello\n$/);
    expect(await ended).toBe('SIGKILL');
    expect(said).toEqual(['The engine is not used: it does not answer.']);
  });

  it('is started here where it has ended before it was wanted', async () => {
    await lend((message, client) => {
      if (message.type === 'take') say(client, { type: 'gone', key: message.key });
    });
    expect((await run()).output).toMatch(/ hears hello/);
    expect(said).toEqual([]);
  });

  it('ends a conversation that the engine leaves', async () => {
    await lend((message, client) => {
      if (message.type === 'in') client.destroy();
    });
    const { send: tell, ended } = converse({ ...program, canWait: true, timeout: 20_000 });
    tell('hello');
    expect(await ended).toMatchObject({ signal: 'SIGKILL' });
  });
});

describe('an engine', () => {
  const engine = (isOf = true, isCurrent = true) => ({
    ask: async () => ({ unable: 'not asked', isOver: false }),
    rest: async () => {},
    isOf: () => isOf,
    isCurrent: () => isCurrent,
  });
  const serve = async (served: ReturnType<typeof engine>, log: string[] = []) => {
    const started = new EngineServer(served, {
      onBusy: () => {},
      onOver: () => {},
      log: (line) => log.push(line),
    });
    server = started;
    await started.listen(socket);
    return log;
  };

  it('lends what it has started, and ends it with whoever has it', async () => {
    const waiting = { ...program, args: ['-e', 'process.stdin.resume()', 'word'] };
    startAhead(programOf(waiting));
    const key = keyOf(programOf(waiting));
    const log = await serve(engine());
    const replies: Reply[] = [];
    const { connect } = await import('node:net');
    const client = connect(socket);
    listen<Reply>(client, (reply) => replies.push(reply));
    send(client, { type: 'borrow', version: pluginVersion, circumstances: '' });
    await vi.waitFor(() => expect(replies.some(({ type }) => type === 'lends')).toBe(true), 20_000);
    const lends = replies.find((reply) => reply.type === 'lends');
    const pid = lends?.type === 'lends' ? (lends.programs[0]?.pid ?? 0) : 0;
    expect(lends).toEqual({ type: 'lends', programs: [{ key, pid }] });
    send(client, { type: 'take', key });
    await vi.waitFor(() => expect(process.kill(pid, 0)).toBe(true), 20_000);
    send(client, { type: 'take', key });
    await vi.waitFor(() => expect(replies.at(-1)).toEqual({ type: 'gone', key }), 20_000);
    client.destroy();
    await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow(), 20_000);
    expect(log).toEqual(['lent 1 tools']);
  });

  it.each([
    ['with other rights', engine(false)],
    ['whose code has changed', engine(true, false)],
  ])('%s lends nothing, without a word', async (_name, served) => {
    await serve(served);
    await borrow();
    expect((await run()).output).toMatch(/ hears hello/);
    expect(said).toEqual([]);
  });

  it('that never says what it lends is left', async () => {
    await pretend(() => {});
    await borrow();
    expect(said).toEqual(['The engine is not used: it does not answer.']);
  });

  it('of another version is left', async () => {
    await pretend((_message, client) => say(client, { type: 'alive', version: '9.9.9' }));
    await borrow();
    expect(said).toEqual(['The engine is not used: it is of version 9.9.9.']);
  });

  it('is not looked for where there is no socket, or none is wanted', async () => {
    await borrow();
    vi.stubEnv('NX_SIGNAL_ENGINE', 'false');
    await pretend(() => {});
    await borrow();
    expect(said).toEqual([]);
  });

  it('in a folder that others can open is not used', async () => {
    await pretend(() => {});
    chmodSync(join(socket, '..'), 0o755);
    await borrow();
    expect(said).toEqual([
      `The engine is not used: ${join(socket, '..')} is not this user's alone.`,
    ]);
  });
});

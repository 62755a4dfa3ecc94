import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { connect, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { pretendEngine } from '../testing/pretended-engine.js';
import { askEngine } from './ask-engine.js';
import type { Outcome } from './engine.js';
import { placeOf } from './place.js';
import type { Verdict } from './schema.js';
import { EngineServer } from './server.js';

const green: Verdict = {
  version: 1,
  verdict: 'green',
  targets: ['signal'],
  milliseconds: 1,
  tasks: [],
  findings: [],
};
const question = { targets: ['signal'], projects: [] };

let root: string;
let socket: string;
let server: EngineServer | undefined;
let plain: Server | undefined;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'nx-signal-root-'));
  vi.stubEnv('XDG_RUNTIME_DIR', mkdtempSync(join(tmpdir(), 'nx-signal-run-')));
  vi.stubEnv('NX_SIGNAL_ENGINE', 'true');
  const place = placeOf(root);
  socket = 'socket' in place ? place.socket : '';
});
afterEach(() => {
  server?.close();
  plain?.close();
  server = plain = undefined;
  vi.unstubAllEnvs();
});

const ask = (said: string[] = []) =>
  askEngine(root, question, { onText: (text) => said.push(text), onSignal: () => {} });

async function serve(
  answer: (signal: AbortSignal, variables: NodeJS.ProcessEnv) => Promise<Outcome>,
  log: string[] = [],
): Promise<EngineServer> {
  const engine = {
    ask: (
      _question: unknown,
      { variables }: { variables: NodeJS.ProcessEnv },
      signal: AbortSignal,
    ) => answer(signal, variables),
    rest: async () => {},
    isOf: () => true,
    isCurrent: () => true,
  };
  server = new EngineServer(engine, {
    onBusy: () => {},
    onOver: (reason) => log.push(`over: ${reason}`),
    log: (line) => log.push(line),
  });
  await server.listen(socket);
  return server;
}

describe('an engine that is asked', () => {
  it('answers, with what is said on the way', async () => {
    const said: string[] = [];
    await serve(async () => {
      server?.say('Making the environment\n');
      return { verdict: green };
    });
    expect(await ask(said)).toEqual({ verdict: green });
    expect(said).toEqual(['Making the environment\n']);
  });

  it('is given the variables of whoever asks', async () => {
    vi.stubEnv('COLOUR_OF_CLIENT', 'blue');
    let seen: string | undefined;
    await serve(async (_signal, variables) => {
      seen = variables['COLOUR_OF_CLIENT'];
      return { verdict: green };
    });
    await ask();
    expect(seen).toBe('blue');
  });

  it('answers one after the other', async () => {
    const order: string[] = [];
    let count = 0;
    await serve(async () => {
      count += 1;
      const own = count;
      order.push(`begins ${own}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
      order.push(`ends ${own}`);
      return { verdict: green };
    });
    await Promise.all([ask(), ask()]);
    expect(order).toEqual(['begins 1', 'ends 1', 'begins 2', 'ends 2']);
  });

  it('says why it cannot, and ends', async () => {
    const log: string[] = [];
    await serve(async () => ({ unable: 'it is old', isOver: true }), log);
    expect(await ask()).toEqual({ reason: 'it is old', isThere: false });
    expect(log).toContain('over: it is old');
  });

  it('stays for others where it cannot answer one', async () => {
    const log: string[] = [];
    await serve(async () => ({ unable: 'it has other variables', isOver: false }), log);
    expect(await ask()).toEqual({ reason: 'it has other variables', isThere: true });
    expect(log).toEqual(['unable: it has other variables']);
  });

  it('keeps what is wrong with the question for whoever answers it', async () => {
    const log: string[] = [];
    await serve(
      async () => ({ unable: 'No project has a target x.', isOver: false, isQuiet: true }),
      log,
    );
    expect(await ask()).toEqual({ isThere: true });
    expect(log).toEqual(['unable: No project has a target x.']);
  });

  it('stops working for one who goes away, and is there for the next', async () => {
    let isStopped = false;
    await serve((signal) =>
      isStopped
        ? Promise.resolve({ verdict: green })
        : new Promise((resolve) => {
            signal.addEventListener('abort', () => {
              isStopped = true;
              resolve({ unable: 'nobody waits', isOver: false });
            });
          }),
    );
    const client = connect(socket);
    const message = { type: 'ask', version: '0.1.0', variables: {}, question };
    client.write(`${JSON.stringify(message)}\n`);
    await new Promise((resolve) => client.once('data', resolve));
    client.destroy();
    await vi.waitFor(() => expect(isStopped).toBe(true), 20_000);
    expect(await ask()).toEqual({ verdict: green });
  });

  it('takes the place of one before, which sees it', async () => {
    const first = await serve(async () => ({ unable: 'first', isOver: false }));
    const second = await serve(async () => ({ verdict: green }));
    expect([first.isReachable, second.isReachable]).toEqual([false, true]);
    expect(await ask()).toEqual({ verdict: green });
    first.close();
    expect(existsSync(socket)).toBe(true);
  });
});

describe('whoever asks does without', () => {
  it('none', async () => {
    expect(await ask()).toEqual({});
  });

  it('a dead one, of which the file is left', async () => {
    writeFileSync(socket, '');
    expect(await ask()).toEqual({});
  });

  it.each([
    ['one that hangs', undefined, 'it does not answer'],
    ['one that hangs up', '', 'it does not answer'],
    ['one that speaks no JSON', 'hello\n', 'it does not answer'],
    ['one of another version', '{"type":"alive","version":"9.9.9"}\n', 'it is of version 9.9.9'],
  ])('%s', async (_what, said, reason) => {
    plain = await pretendEngine(socket, said);
    expect(await ask()).toEqual({ reason });
  });

  it('whichever there is, when it may not', async () => {
    vi.stubEnv('NX_SIGNAL_ENGINE', 'false');
    await serve(async () => ({ verdict: green }));
    expect(await ask()).toEqual({});
  });
});

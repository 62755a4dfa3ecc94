import { chmodSync, mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ExecaError, execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { pretendEngine } from '../testing/pretended-engine.js';
import { circumstances } from './circumstances.js';
import type { Outcome } from './engine.js';
import type { Ask } from './messages.js';
import { nowProgram } from './now-program.js';
import { placeOf } from './place.js';
import type { Verdict } from './schema.js';
import { EngineServer } from './server.js';
import { tellVerdict } from './verdict-text.js';

const verdict: Verdict = {
  version: 1,
  verdict: 'red',
  targets: ['lint'],
  milliseconds: 100_000,
  tasks: [
    {
      id: 'a:lint',
      project: 'a',
      target: 'lint',
      status: 'failure',
      source: 'ran',
      hash: '1',
      text: 'a:lint failed: "ü" \u2028 \ud800\n',
    },
  ],
  findings: [],
};

let root: string;
let socket: string;
let tools: string;
let server: EngineServer | Server | undefined;

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'nx-signal-root-')));
  writeFileSync(join(root, 'nx.json'), '{}');
  mkdirSync(join(root, 'libs/a'), { recursive: true });
  // In the place of Node: what it is given is all that matters here.
  tools = mkdtempSync(join(tmpdir(), 'nx-signal-node-'));
  writeFileSync(join(tools, 'node'), '#!/bin/sh\nshift\necho "node: $*"\n');
  chmodSync(join(tools, 'node'), 0o755);
  vi.stubEnv('XDG_RUNTIME_DIR', mkdtempSync(join(tmpdir(), 'nx-signal-run-')));
  vi.stubEnv('NX_SIGNAL_ENGINE', 'true');
  const place = placeOf(root);
  socket = 'socket' in place ? place.socket : '';
});
afterEach(() => {
  server?.close();
  server = undefined;
  vi.unstubAllEnvs();
});

/** Starts the program in a folder of the workspace, by way of a link, as package managers have it. */
function start(args: readonly string[], env: NodeJS.ProcessEnv = {}, before = '') {
  const script = `${before} exec ${nowProgram.join(' ')} "$@"`;
  return execa('/bin/sh', ['-c', script, 'sh', ...args], {
    cwd: join(root, 'libs/a'),
    env: { PATH: `${tools}:${process.env['PATH']}`, ...env },
    reject: false,
    stdin: 'ignore',
  });
}

const ask = async (args: readonly string[] = [], env: NodeJS.ProcessEnv = {}, before = '') => {
  const { stdout, stderr, exitCode } = await start(args, env, before);
  return { stdout, stderr, exitCode };
};

/** What the engine is asked, which answers with one outcome. */
async function serve(outcome: Outcome | (() => Promise<Outcome>)): Promise<Ask[]> {
  const asked: Ask[] = [];
  const engine = {
    ask: async (_question: unknown, client: unknown, signal: AbortSignal) => {
      asked.push(client as Ask);
      signal.addEventListener('abort', () => asked.push({ type: 'gone' } as never));
      return typeof outcome === 'function' ? await outcome() : outcome;
    },
    rest: async () => {},
    isOf: () => true,
    isCurrent: () => true,
  };
  const own = new EngineServer(engine, { onBusy() {}, onOver() {}, log() {} });
  server = own;
  await own.listen(socket);
  return asked;
}

describe.runIf(process.platform === 'linux')('the program without Node', () => {
  it.each([
    ['text', []],
    ['json', ['--json']],
  ] as const)('prints the answer as %s', async (form, args) => {
    const asked = await serve({ verdict });
    const { stdout, exitCode } = await ask(args);
    const milliseconds = verdict.milliseconds + (asked[0]?.already ?? 0);
    const told = tellVerdict({ ...verdict, milliseconds }, form);
    // Half a character is written as Node writes it.
    expect({ stdout, exitCode }).toEqual({
      stdout: Buffer.from(told.text).toString(),
      exitCode: 1,
    });
  });

  it.each([
    [[], { targets: ['signal'], projects: [] }],
    [['-t', 'lint,test:unit', 'a', 'b'], { targets: ['lint', 'test:unit'], projects: ['a', 'b'] }],
    [['--targets=lint', '--targets', 'lint,,x'], { targets: ['lint', 'x'], projects: [] }],
    [['ä "quoted" \\ \t'], { targets: ['signal'], projects: ['ä "quoted" \\ \t'] }],
  ])('asks for %j', async (args, question) => {
    const asked = await serve({ verdict });
    await ask(args);
    expect(asked[0]?.question).toEqual(question);
  });

  it('is of the same circumstances as Node, whose limits are higher', async () => {
    const asked = await serve({ verdict });
    await ask([], {}, 'ulimit -S -n 512;');
    await ask([], {}, 'umask 027;');
    expect(asked.map((one) => one.circumstances === circumstances())).toEqual([true, false]);
  });

  it('has the variables that it was started with, and no others', async () => {
    const asked = await serve({ verdict });
    const own = {
      COLOUR: 'blü "q"\n',
      LONG: 'x'.repeat(100_000),
      LANG: 'C',
      PWD: '/nowhere',
      EMPTY: '',
    };
    await execa(nowProgram[0], [nowProgram[1]], {
      cwd: root,
      env: { ...own, XDG_RUNTIME_DIR: process.env['XDG_RUNTIME_DIR'] },
      extendEnv: false,
      reject: false,
    });
    // Nothing that a shell corrects, and nothing that Python sets for itself.
    expect(asked[0]?.variables).toEqual({
      ...own,
      XDG_RUNTIME_DIR: process.env['XDG_RUNTIME_DIR'],
    });
  });

  it('shows what is said on the way', async () => {
    await serve(async () => {
      (server as EngineServer).say('Making the environment\n');
      return { verdict };
    });
    expect((await ask()).stderr).toBe('Making the environment');
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('ends by %s, and nobody waits', async (signal) => {
    let answer = (_outcome: Outcome) => {};
    const asked = await serve(() => new Promise((resolve) => (answer = resolve)));
    const running = start([]);
    await vi.waitFor(() => expect(asked).toHaveLength(1), 20_000);
    running.kill(signal);
    const { exitCode } = (await running) as ExecaError;
    expect(exitCode).toBe({ SIGINT: 130, SIGTERM: 143 }[signal]);
    await vi.waitFor(() => expect(asked).toHaveLength(2), 20_000);
    answer({ unable: 'nobody waits', isOver: false });
  });
});

describe.runIf(process.platform === 'linux')('Node is handed', () => {
  it.each([
    [['--help']],
    [['--verbose', 'a']],
    [['-t']],
    [['--targets=']],
    [['-tlint']],
    [['--jsn', 'a b']],
  ])('%j', async (args) => {
    await serve({ verdict });
    expect((await ask(args)).stdout).toBe(`node: ${['now', ...args].join(' ')}`);
  });

  it.each([
    ['an engine that is not to be used', { NX_SIGNAL_ENGINE: 'false' }],
    ['a job of a pipeline', { NX_SIGNAL_ENGINE: undefined, CI: '1' }],
    ['a folder that is not there', { XDG_RUNTIME_DIR: '/nowhere' }],
  ])('%s', async (_what, env) => {
    await serve({ verdict });
    expect((await ask(['a'], env)).stdout).toBe('node: now a');
  });

  it('a folder that others can open', async () => {
    await serve({ verdict });
    chmodSync(join(socket, '..'), 0o755);
    expect((await ask()).stdout).toBe('node: now');
  });

  it('no engine', async () => {
    expect((await ask(['--json'])).stdout).toBe('node: now --json');
  });

  it('what the engine cannot answer', async () => {
    await serve({ unable: 'it is old', isOver: true });
    expect(await ask()).toEqual({ stdout: 'node: now', stderr: '', exitCode: 0 });
  });

  it.each([
    ['one that hangs', undefined],
    ['one that hangs up', ''],
    ['one that speaks no JSON', 'hello\n'],
    ['one of another version', '{"type":"alive","version":"9.9.9"}\n'],
  ])('%s', async (_what, said) => {
    server = await pretendEngine(socket, said);
    expect((await ask()).stdout).toBe('node: now');
  });

  it('all by a Python that has other parts', async () => {
    await serve({ verdict });
    const bin = join(root, '.venv/bin');
    mkdirSync(bin, { recursive: true });
    const code =
      'import sys; sys.modules["_json"] = None; del sys.argv[0]; exec(open(sys.argv[0]).read())';
    writeFileSync(join(bin, 'python'), `#!/bin/sh\nshift 2\nexec python3 -c '${code}' "$@"\n`);
    chmodSync(join(bin, 'python'), 0o755);
    expect((await ask(['a'])).stdout).toBe('node: now a');
  });

  it('variables that are no text', async () => {
    await serve({ verdict });
    expect((await ask([], {}, "export ODD=$(printf '\\377');")).stdout).toBe('node: now');
  });
});

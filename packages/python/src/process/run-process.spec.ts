import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.js';
import {
  type Invocation,
  inheritedEnvironment,
  type ProcessResult,
  runProcess,
  stopProcesses,
} from './run-process.js';

const generous = 20_000;

function run(command: string, args: string[], more: Partial<Invocation> = {}) {
  return runProcess({ command, args, cwd: process.cwd(), timeout: generous, ...more });
}

const node = (script: string, more: Partial<Invocation> = {}) =>
  run(process.execPath, ['-e', script], more);
const shell = (script: string, more: Partial<Invocation> = {}) => run('sh', ['-c', script], more);

/** Waits until something holds; the test's own time limit ends it otherwise. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await sleep(20);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  // What nobody has waited for yet is dead all the same.
  const status = `/proc/${pid}/stat`;
  return !existsSync(status) || !/\) Z /.test(readFileSync(status, 'utf8'));
}

const normal: ProcessResult = {
  exitCode: 0,
  signal: undefined,
  timedOut: false,
  output: '',
  startError: undefined,
};

describe('how a program ended', () => {
  const rows: [script: string, end: Partial<ProcessResult>][] = [
    ['true', {}],
    ['exit 7', { exitCode: 7 }],
    ['echo out', { output: 'out\n' }],
    ['echo no newline >&2; exit 1', { exitCode: 1, output: 'no newline\n' }],
    ['kill -KILL $$', { exitCode: undefined, signal: 'SIGKILL' }],
    ['kill -SEGV $$', { exitCode: undefined, signal: 'SIGSEGV' }],
    ['printf half; kill -TERM $$', { exitCode: undefined, signal: 'SIGTERM', output: 'half' }],
    ['cat', {}],
  ];
  it.each(rows)('%s', async (script, end) => {
    expect(await shell(script)).toEqual({ ...normal, ...end });
  });
});

describe('a program that cannot be started is no exception', () => {
  const rows: [
    title: string,
    command: string,
    args: string[],
    more: Partial<Invocation>,
    error: RegExp,
  ][] = [
    ['missing', 'no-such-program', [], {}, /ENOENT/],
    ['missing folder', 'true', [], { cwd: '/no/such/folder' }, /ENOENT/],
    ['not executable', join(process.cwd(), 'package.json'), [], {}, /EACCES/],
    ['an argument that is too long', 'true', ['x'.repeat(300_000)], {}, /E2BIG/],
    ['an argument that no program can have', 'true', ['a\0b'], {}, /null bytes/],
  ];
  it.each(rows)('%s', async (_title, command, args, more, error) => {
    const { startError, ...end } = await run(command, args, more);
    expect(startError).toMatch(error);
    expect(end).toMatchObject({ exitCode: undefined, signal: undefined, timedOut: false });
  });
});

describe('output', () => {
  it('has both channels as they came', async () => {
    const script = `
      const say = (channel, text) => new Promise((done) => channel.write(text, done));
      (async () => {
        for (const turn of [1, 2, 3]) {
          await say(process.stdout, 'out' + turn + ' ');
          await new Promise((done) => setTimeout(done, 50));
          await say(process.stderr, 'err' + turn + ' ');
          await new Promise((done) => setTimeout(done, 50));
        }
      })();`;
    expect((await node(script)).output).toBe('out1 err1 out2 err2 out3 err3 ');
  });

  it('is complete when it is long', async () => {
    const { output } = await node('process.stdout.write("0123456789".repeat(100_000))');
    expect(output).toBe('0123456789'.repeat(100_000));
  });

  it('keeps characters whole that arrive in two pieces, on either channel', async () => {
    const script = `
      const bytes = Buffer.from('ä€😀');
      (async () => {
        for (const byte of bytes) {
          process.stdout.write(Buffer.of(byte));
          await new Promise((done) => setTimeout(done, 10));
        }
        for (const byte of bytes) {
          process.stderr.write(Buffer.of(byte));
          await new Promise((done) => setTimeout(done, 10));
        }
      })();`;
    expect((await node(script)).output).toBe('ä€😀ä€😀');
  });

  it('is told piece by piece, and the pieces are the whole', async () => {
    const pieces: string[] = [];
    const script = 'echo one; sleep 0.2; echo two >&2';
    const { output } = await shell(script, { onOutput: (text) => pieces.push(text) });
    expect(pieces).toEqual(['one\n', 'two\n']);
    expect(output).toBe('one\ntwo\n');
  });
});

describe('time limits', () => {
  it('end a program, and what it printed is kept', async () => {
    const end = await shell('echo begun; exec sleep 60', { timeout: 300 });
    expect(end).toMatchObject({ exitCode: undefined, timedOut: true, output: 'begun\n' });
    expect(end.signal).toBe('SIGTERM');
  });

  it('end one that shrugs SIGTERM off', async () => {
    const script = 'process.on("SIGTERM", () => {}); console.log("up"); setInterval(() => {}, 1e6)';
    const end = await node(script, { timeout: 1_000 });
    expect(end).toMatchObject({ exitCode: undefined, signal: 'SIGKILL', timedOut: true });
  });

  it('leave the exit code to one that ends by itself when told to', async () => {
    const script = 'process.on("SIGTERM", () => process.exit(3)); setInterval(() => {}, 1e6)';
    expect(await node(script, { timeout: 1_000 })).toMatchObject({ exitCode: 3, timedOut: true });
  });
});

describe('children of a program', () => {
  it('are killed with it when it takes too long', async () => {
    const { output } = await shell('sleep 60 & echo $!; wait', { timeout: 300 });
    await until(() => !isAlive(Number(output)));
  });

  it('are killed when it has ended, although they hold its output open', async () => {
    const { output, exitCode, timedOut } = await shell('sleep 60 & echo $!; exit 4');
    expect({ exitCode, timedOut }).toEqual({ exitCode: 4, timedOut: false });
    await until(() => !isAlive(Number(output)));
  });

  it.runIf(existsSync('/usr/bin/setsid'))(
    'that left its process group are not waited for, although they hold its output open',
    async () => {
      const script = 'setsid sh -c "echo \\$\\$; exec sleep 60" & sleep 0.3; exit 4';
      const { output, exitCode, timedOut } = await shell(script);
      expect({ exitCode, timedOut }).toEqual({ exitCode: 4, timedOut: false });
      process.kill(Number(output));
    },
  );
});

describe('where a program runs', () => {
  it('has the folder and the variables it was given', async () => {
    const cwd = temporaryFolder();
    const script = 'pwd; echo "$NX_SIGNAL_TEST" "$HOME"';
    const { output } = await shell(script, { cwd, env: { NX_SIGNAL_TEST: 'given' } });
    expect(output).toBe(`${cwd}\ngiven ${process.env['HOME'] ?? ''}\n`);
  });

  const rows: [variables: NodeJS.ProcessEnv, handed: NodeJS.ProcessEnv][] = [
    [{}, {}],
    [{ A: '1' }, { A: '1' }],
    [{ FORCE_COLOR: 'true' }, { FORCE_COLOR: 'true' }],
    [{ FORCE_COLOR: '0', A: '1' }, { A: '1' }],
    [{ FORCE_COLOR: '1', NO_COLOR: '1' }, { NO_COLOR: '1' }],
    [
      { FORCE_COLOR: '1', NO_COLOR: '' },
      { FORCE_COLOR: '1', NO_COLOR: '' },
    ],
    [{ NO_COLOR: '1' }, { NO_COLOR: '1' }],
  ];
  it.each(rows)('%j is handed on as %j', (variables, handed) => {
    expect(inheritedEnvironment(variables)).toEqual(handed);
  });
});

describe('standard input', () => {
  it('is the text that was given, however long', async () => {
    const input = 'ä'.repeat(200_000);
    expect((await shell('cat', { input })).output).toBe(input);
  });

  it('need not be read', async () => {
    const end = await shell('exit 3', { input: 'x'.repeat(1_000_000) });
    expect(end).toEqual({ ...normal, exitCode: 3 });
  });
});

describe('stopping everything', () => {
  it('ends all programs with their children and waits for them', async () => {
    const folder = temporaryFolder();
    const script = 'sleep 60 & echo $! > "$1"; wait';
    const files = ['a', 'b'].map((name) => join(folder, name));
    const ends = files.map((file) => run('sh', ['-c', script, 'sh', file]));
    const pids = () => files.map((file) => Number(existsSync(file) && readFileSync(file, 'utf8')));
    await until(() => pids().every((pid) => pid > 0));
    await stopProcesses();
    for (const end of await Promise.all(ends)) {
      expect(end).toMatchObject({ exitCode: undefined, signal: 'SIGTERM', timedOut: false });
    }
    for (const pid of pids()) await until(() => !isAlive(pid));
  });

  it('has nothing to do when nothing runs', async () => {
    await node('');
    await stopProcesses();
    expect(await shell('exit 0')).toEqual(normal);
  });
});

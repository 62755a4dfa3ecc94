import { execFileSync } from 'node:child_process';
import { mkdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { type Errand, endErrandRunner, keepErrandRunner, runErrand } from './errands.js';
import { runProcess } from './run-process.js';

let folder: string;
beforeEach(() => {
  folder = realpathSync(temporaryFolder());
  keepErrandRunner(folder);
});
afterEach(endErrandRunner);

const errand = (command: string, args: string[], others: Partial<Errand> = {}): Errand => ({
  command,
  args,
  cwd: folder,
  env: { PATH: process.env['PATH'] },
  ...others,
});

const shell = (script: string, others: Partial<Errand> = {}) =>
  runErrand(errand('sh', ['-c', script], others), 10_000);

/** What there is of this process. */
const processes = (): string =>
  execFileSync('ps', ['-o', 'args=', '--ppid', String(process.pid)], { encoding: 'utf8' });

describe.skipIf(process.platform === 'win32')('a process that runs errands', () => {
  it('tells exit code and output of both channels', async () => {
    expect(await shell('echo one; echo two >&2; echo three; exit 3')).toEqual({
      exitCode: 3,
      output: 'one\ntwo\nthree\n',
    });
  });

  it('tells much of it, and what is no text', async () => {
    const told = await shell("yes | head -c 3000000; printf '\\377'");
    expect(told?.output).toBe(`${'y\n'.repeat(1_500_000)}\ufffd`);
  });

  it.each([["it's"], ['a\nb'], ['$HOME `ls` "x" \\'], [''], ['ü \u0001 *']])(
    'hands over the word %j, in arguments, variables and folders',
    async (word) => {
      const cwd = join(folder, `in ${word}`);
      mkdirSync(cwd, { recursive: true });
      const env = { PATH: process.env['PATH'], WORD: word };
      const told = await runErrand(
        errand('sh', ['-c', 'printf "%s|" "$1" "$WORD"; pwd -P', 'sh', word], { cwd, env }),
        10_000,
      );
      expect(told?.output).toBe(`${word}|${word}|${cwd}\n`);
    },
  );

  it('gives a program its variables and no others, which nobody sees in a command line', async () => {
    const env = { PATH: '/usr/bin:/bin', 'odd name': 'x', SECRET: 'open sesame' };
    expect((await runErrand(errand('env', [], { env }), 1e4))?.output).toBe(
      'PATH=/usr/bin:/bin\nodd name=x\nSECRET=open sesame\n',
    );
    const args = await runErrand(errand('ps', ['-e', '-o', 'args='], { env }), 1e4);
    expect(args?.output).toContain('nx_signal_errands.py');
    expect(args?.output).not.toContain('sesame');
  });

  it('gives it nothing to read', async () => {
    expect(await shell('cat; echo end')).toEqual({ exitCode: 0, output: 'end\n' });
  });

  it('runs as many as are wanted at once', async () => {
    const first = shell('until [ -e there ]; do sleep 0.01; done; echo first');
    const second = shell('touch there; echo second');
    expect((await second)?.output).toBe('second\n');
    expect((await first)?.output).toBe('first\n');
  });

  it.each([
    ['a program that is not there', { command: 'no-such-program' }],
    ['a folder that is not there', { cwd: '/nowhere/at/all' }],
  ])('leaves %s to others, who tell why', async (_what, others) => {
    const one = { ...errand('true', []), ...others };
    expect(await runErrand(one, 10_000)).toBeUndefined();
    const invocation = { ...one, args: [], isErrand: true, timeout: 10_000 };
    expect(await runProcess(invocation)).toMatchObject({
      exitCode: undefined,
      startError: expect.stringContaining('ENOENT'),
    });
  });

  it('leaves to others what a signal has ended', async () => {
    expect(await shell('kill -9 $$')).toBeUndefined();
    expect((await shell('echo more'))?.output).toBe('more\n');
  });

  it('is ended by what takes too long, and what is asked then is done without it', async () => {
    expect(await runErrand(errand('sleep', ['600']), 300)).toBeUndefined();
    expect(await shell('echo more')).toBeUndefined();
    const others = { isErrand: true, cwd: folder, timeout: 10_000 };
    const { output } = await runProcess({ command: 'echo', args: ['more'], ...others });
    expect(output).toBe('more\n');
  });

  it('leaves nothing behind', async () => {
    const open = shell('touch there; exec sleep 600');
    await vi.waitFor(() => expect(processes()).toContain('nx_signal_errands.py'), 20_000);
    await endErrandRunner();
    expect(await open).toBeUndefined();
    expect(processes()).not.toContain('nx_signal_errands.py');
  });

  it('is done without where there is none', async () => {
    await endErrandRunner();
    expect(await shell('echo more')).toBeUndefined();
  });
});

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { type Errand, endErrandShell, keepErrandShell, runErrand } from './errands.js';
import { runProcess } from './run-process.js';

let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
  vi.stubEnv('TMPDIR', temporaryFolder());
  keepErrandShell();
});
afterEach(async () => {
  await endErrandShell();
  vi.unstubAllEnvs();
});

const errand = (command: string, args: string[], others: Partial<Errand> = {}): Errand => ({
  command,
  args,
  cwd: folder,
  env: { PATH: process.env['PATH'] },
  ...others,
});

const shell = (script: string, others: Partial<Errand> = {}) =>
  runErrand(errand('sh', ['-c', script], others), 10_000);

/** What this process has started. */
const children = (): string =>
  execFileSync('ps', ['-o', 'args=', '--ppid', String(process.pid)], { encoding: 'utf8' });

describe.skipIf(process.platform === 'win32')('a shell that runs errands', () => {
  it('tells exit code and output of both channels', async () => {
    expect(await shell('echo one; echo two >&2; echo three; exit 3')).toEqual({
      exitCode: 3,
      output: 'one\ntwo\nthree\n',
    });
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

  it('gives a program its variables and no others', async () => {
    const told = await runErrand(
      errand('env', [], { env: { PATH: '/usr/bin:/bin', A: '1' } }),
      1e4,
    );
    expect(told?.output).toBe('PATH=/usr/bin:/bin\nA=1\n');
  });

  it('gives it nothing to read', async () => {
    expect(await shell('cat; echo end')).toEqual({ exitCode: 0, output: 'end\n' });
  });

  it('runs as many as are wanted at once', async () => {
    const first = shell(`until [ -e there ]; do sleep 0.01; done; echo first`);
    const second = shell('touch there; echo second');
    expect((await second)?.output).toBe('second\n');
    expect((await first)?.output).toBe('first\n');
  });

  it('leaves to others what cannot be started', async () => {
    expect(await runErrand(errand('no-such-program', []), 10_000)).toBeUndefined();
    const others = { isErrand: true, cwd: folder, timeout: 10_000 };
    const { exitCode, startError } = await runProcess({
      command: 'no-such-program',
      args: [],
      ...others,
    });
    expect([exitCode, startError]).toEqual([undefined, expect.stringContaining('ENOENT')]);
  });

  it('leaves to others a variable that would be taken for an option', async () => {
    expect(await runErrand(errand('true', [], { env: { '-u': 'x' } }), 10_000)).toBeUndefined();
  });

  it('fails in a folder that is not there', async () => {
    const told = await runErrand(errand('true', [], { cwd: '/nowhere/at/all' }), 10_000);
    expect(told?.exitCode).toBeGreaterThan(0);
  });

  it('is ended by what takes too long, and what is asked then is done without it', async () => {
    expect(await runErrand(errand('sleep', ['600']), 50)).toBeUndefined();
    expect(await shell('echo more')).toBeUndefined();
    const others = { isErrand: true, cwd: folder, timeout: 10_000 };
    const { output } = await runProcess({ command: 'echo', args: ['more'], ...others });
    expect(output).toBe('more\n');
  });

  it('leaves nothing behind', async () => {
    const open = shell('sleep 600');
    await vi.waitFor(() => expect(readdirSync(tmpdir())).toHaveLength(1));
    await endErrandShell();
    expect(await open).toBeUndefined();
    expect(readdirSync(tmpdir())).toEqual([]);
    expect(children()).not.toMatch(/sh -s/);
  });

  it('leaves to others what it has no place to write to', async () => {
    for (const name of readdirSync(tmpdir())) rmSync(join(tmpdir(), name), { recursive: true });
    expect(await shell('echo more')).toBeUndefined();
  });

  it('is done without where it has no place at all', async () => {
    await endErrandShell();
    vi.stubEnv('TMPDIR', '/nowhere/at/all');
    keepErrandShell();
    expect(await shell('echo more')).toBeUndefined();
  });

  it('is done without where there is none', async () => {
    await endErrandShell();
    expect(await shell('echo more')).toBeUndefined();
    expect(existsSync(folder)).toBe(true);
  });
});

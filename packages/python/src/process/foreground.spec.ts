import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { rolldown } from 'rolldown';
import { beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { runInForeground } from './foreground.js';

const shell = (script: string, cwd = process.cwd()) =>
  runInForeground({ command: '/bin/sh', args: ['-c', script], cwd, env: process.env });

describe('the exit code of a program', () => {
  it.each([
    ['true', 0],
    ['exit 7', 7],
    ['kill -TERM $$', 143],
    ['kill -KILL $$', 137],
  ])('%s → %i', async (script, code) => {
    expect(await shell(script)).toBe(code);
  });

  it('is no number where it cannot be started', async () => {
    const call = { command: '/no/such/program', args: [], cwd: '/', env: {} };
    await expect(runInForeground(call)).rejects.toThrow('ENOENT');
  });
});

it('what a program leaves running ends with it', async () => {
  const folder = temporaryFolder({});
  await shell('sleep 600 & echo $! >pid', folder);
  const pid = Number(readFileSync(join(folder, 'pid'), 'utf8'));
  await gone(pid);
});

/** Waits until a process has ended; the test's own time limit ends it otherwise. */
async function gone(pid: number): Promise<void> {
  const status = `/proc/${pid}/stat`;
  const isAlive = () => {
    try {
      process.kill(pid, 0);
    } catch {
      return false;
    }
    return !existsSync(status) || !/\) Z /.test(readFileSync(status, 'utf8'));
  };
  while (isAlive()) await sleep(20);
}

/** A server that writes down each signal, and ends at the first or, if it is stubborn, at the second. */
const server = (isStubborn: boolean) => `
  const { appendFileSync, writeFileSync } = require('node:fs');
  let left = ${isStubborn ? 2 : 1};
  for (const signal of ['SIGINT', 'SIGTERM'])
    process.on(signal, () => {
      appendFileSync('heard', signal + '\\n');
      left -= 1;
      if (left === 0) process.exit(3);
    });
  setInterval(() => {}, 1000);
  writeFileSync('pid', String(process.pid));
  writeFileSync('ready', '');`;

/** The module as one text. */
let source = '';
beforeAll(async () => {
  const input = new URL('foreground.ts', import.meta.url).pathname;
  const bundle = await rolldown({ input, platform: 'node' });
  source = (await bundle.generate({ format: 'esm' })).output[0].code;
});

/** A process of its own that runs a server in its foreground. */
async function started(isStubborn: boolean) {
  const folder = temporaryFolder({});
  const call = { command: process.execPath, args: ['-e', server(isStubborn)], cwd: folder };
  const told = JSON.stringify(join(folder, 'told'));
  const script = `import { appendFileSync } from 'node:fs';
    ${source}
    process.on('message', () => {});
    process.exit(await runInForeground({ ...${JSON.stringify(call)}, env: process.env,
      onStop: () => appendFileSync(${told}, 'told\\n') }));`;
  const host = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const end = new Promise<number | null>((resolve) => host.once('exit', resolve));
  while (!existsSync(join(folder, 'ready'))) await sleep(20);
  const read = (file: string) =>
    existsSync(join(folder, file)) ? readFileSync(join(folder, file), 'utf8') : '';
  return {
    host,
    end,
    pid: Number(read('pid')),
    heard: () => read('heard').split('\n').filter(Boolean),
    told: () => read('told'),
  };
}

describe.skipIf(process.platform === 'win32')('a program that is told to end', () => {
  const rows: [title: string, tell: (host: ChildProcess) => unknown, heard: string[]][] = [
    ['by Ctrl-C', (host) => host.kill('SIGINT'), ['SIGINT']],
    ['by a signal', (host) => host.kill('SIGTERM'), ['SIGTERM']],
    ['because Nx is gone', (host) => host.disconnect(), ['SIGTERM']],
  ];
  it.each(rows)('%s hears of it once, and has the last word', async (_title, tell, heard) => {
    const { host, end, pid, heard: all, told } = await started(false);
    tell(host);
    expect(await end).toBe(3);
    expect(all()).toEqual(heard);
    expect(told()).toBe('told\n');
    await gone(pid);
  });

  it('hears of it again from who insists', async () => {
    const { host, end, heard } = await started(true);
    host.kill('SIGINT');
    while (heard().length === 0) await sleep(20);
    host.kill('SIGINT');
    expect(await end).toBe(3);
    expect(heard()).toEqual(['SIGINT', 'SIGINT']);
  });
});

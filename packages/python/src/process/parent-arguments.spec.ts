import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { parentArguments } from './parent-arguments.js';

it.runIf(process.platform === 'linux')('reads the words of a command line', () => {
  expect(parentArguments(process.pid)[0]).toMatch(/node/);
  const parent = parentArguments();
  expect(parent).toEqual(
    execFileSync('cat', [`/proc/${process.ppid}/cmdline`], { encoding: 'utf8' })
      .split('\0')
      .slice(0, -1),
  );
});

it('asks ps on other systems like it', () => {
  expect(parentArguments(process.pid, 'darwin').join(' ')).toMatch(/node/);
});

it('knows nothing of a process that is gone, and nothing on Windows', () => {
  expect(parentArguments(2 ** 30)).toEqual([]);
  expect(parentArguments(2 ** 30, 'darwin')).toEqual([]);
  expect(parentArguments(process.pid, 'win32')).toEqual([]);
});

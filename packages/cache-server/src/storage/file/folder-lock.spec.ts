import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../../testing/temporary-folder.js';
import { lockFolder } from './folder-lock.js';

/** In a space of its own, a process has the number 1, as in a container. */
const ownSpace = ['--pid', '--fork', '--kill-child', '--mount-proc'];
const hasSpaces = spawnSync('unshare', [...ownSpace, 'true']).status === 0;

const module = new URL('../../../dist/storage/file/folder-lock.js', import.meta.url).href;
const holding = `
const { lockFolder } = await import(${JSON.stringify(module)});
lockFolder(process.argv[1]);
console.log('taken');
setInterval(() => undefined, 1000);
`;

/** A process of another space that has the folder. */
async function holdElsewhere(folder: string) {
  const node = [process.execPath, '--input-type=module', '-e', holding, folder];
  const child = spawn('unshare', [...ownSpace, ...node], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  return child;
}

describe('a folder', () => {
  it('is for one process, until that gives it back', () => {
    const folder = temporaryFolder();
    const unlock = lockFolder(folder);
    expect(() => lockFolder(folder)).toThrow(
      `Process ${process.pid} already serves the folder ${folder}`,
    );
    unlock();
    lockFolder(folder)();
  });

  it('that was lost to another process is left to it', () => {
    const folder = temporaryFolder();
    const unlock = lockFolder(folder);
    writeFileSync(join(folder, 'server.lock'), '1 2 elsewhere/');
    unlock();
    expect(readFileSync(join(folder, 'server.lock'), 'utf8')).toBe('1 2 elsewhere/');
  });

  it.each([
    ['is damaged', 'what is this'],
    ['names a process that is no more', `${2 ** 22 + 1} 1 `],
    ['names a later process of the same number', `${process.pid} 1 `],
  ])('is free when its lock %s', (_, text) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'server.lock'), text);
    utimesSync(join(folder, 'server.lock'), 1, 1);
    lockFolder(folder)();
  });

  it.runIf(hasSpaces)(
    'is for one container, and free some seconds after that was killed',
    async () => {
      const folder = temporaryFolder();
      const child = await holdElsewhere(folder);
      expect(() => lockFolder(folder)).toThrow(/Process 1 of another container or machine/);
      child.kill('SIGKILL');
      await once(child, 'exit');
      const unlock = lockFolder(folder);
      expect(readFileSync(join(folder, 'server.lock'), 'utf8')).toMatch(
        new RegExp(`^${process.pid} `),
      );
      unlock();
    },
    30_000,
  );
});

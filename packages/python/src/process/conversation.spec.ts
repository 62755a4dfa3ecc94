import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { converse, stopProcesses } from './run-process.js';

/** Waits until something holds; the test's own time limit ends it otherwise. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await sleep(20);
}

describe('a conversation', () => {
  const talk = (command: string, args: string[], heard: string[] = []) =>
    converse({
      command,
      args,
      cwd: process.cwd(),
      timeout: 20_000,
      onOutput: (text) => heard.push(text),
    });

  it('has its answers while it goes on, and ends when it is closed', async () => {
    const heard: string[] = [];
    const { send, close, ended } = talk('cat', [], heard);
    send('one\n');
    await until(() => heard.join('') === 'one\n');
    send('two\n');
    await until(() => heard.join('') === 'one\ntwo\n');
    close();
    expect(await ended).toEqual({
      exitCode: 0,
      signal: undefined,
      timedOut: false,
      output: 'one\ntwo\n',
      startError: undefined,
    });
  });

  it('ends when everything is stopped', async () => {
    const { ended } = talk('cat', []);
    await stopProcesses();
    expect(await ended).toMatchObject({ exitCode: undefined, signal: 'SIGTERM' });
  });

  it('goes on one-sidedly with a program that has ended', async () => {
    const { send, close, ended } = talk('sh', ['-c', 'exit 4']);
    expect(await ended).toMatchObject({ exitCode: 4 });
    send('anybody there?\n');
    close();
  });

  it.each([
    ['no-such-program', /ENOENT/],
    ['a\0b', /null bytes/],
  ])('with %j is over at once', async (program, error) => {
    const { send, close, ended } = talk(program, []);
    send('hello\n');
    close();
    expect((await ended).startError).toMatch(error);
  });
});

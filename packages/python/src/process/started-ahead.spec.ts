import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { converse, isWaiting, programOf, runProcess } from './run-process.js';
import { allAhead, endAhead, keyOf, lookAhead, startAhead, takeWishes } from './started-ahead.js';

/** Says its own number and what it was told, in JSON, once it has been told all. */
const code = `let told = ""; process.stdin.on("data", (text) => (told += text)).on("end", () =>
  console.log(String(process.pid), process.argv.at(-1), JSON.stringify(told)));
process.stdin.on("data", (text) => String(text).includes("say") && console.log("--ahead"))`;

const program = (name = '') => ({
  command: process.execPath,
  args: ['-e', code, 'word'],
  cwd: process.cwd(),
  env: { NAME: name },
});

const run = (one: ReturnType<typeof program>, canWait = true) =>
  runProcess({ ...one, canWait, input: 'hello', timeout: 20_000 });

/** Waits until something holds; the test's own time limit ends it otherwise. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await sleep(20);
}

afterEach(async () => {
  await endAhead();
  takeWishes();
});

describe('a program that was started ahead', () => {
  it('does the work of the one that is wanted, once', async () => {
    startAhead(programOf(program()));
    expect((await run(program())).output).toMatch(/^\d+ --ahead "\\n hello"\n$/);
    expect((await run(program())).output).toMatch(/^\d+ word "hello"\n$/);
  });

  it('looks before it is wanted where it is likely to be, and so only once', async () => {
    startAhead(programOf(program()));
    lookAhead(([, script]) => script !== code);
    lookAhead(([option, script]) => option === '-e' && script === code);
    lookAhead(() => true);
    // Nobody looks at its input but itself: a line for each look, and a blank before what it is to do.
    expect((await run(program())).output).toMatch(/^\d+ --ahead "\\n hello"\n$/);
  });

  it('is there for a conversation', async () => {
    startAhead(programOf(program()));
    const heard: string[] = [];
    const { send, close, ended } = converse({
      ...program(),
      canWait: true,
      timeout: 20_000,
      onOutput: (text) => heard.push(text),
    });
    send('say');
    await until(() => heard.length > 0);
    close();
    expect(await ended).toMatchObject({ exitCode: 0, output: expect.stringContaining('--ahead') });
  });

  it('is not taken for one with other variables, nor where none is asked for', async () => {
    startAhead(programOf(program('one')));
    expect((await run(program('other'))).output).toMatch(/ word "hello"/);
    expect((await run(program('one'), false)).output).toMatch(/ word "hello"/);
    expect(isWaiting(program('one'))).toBe(true);
  });

  it('is done without once it has ended', async () => {
    const gone = { ...program(), args: ['-e', '', 'word'] };
    startAhead(programOf(gone));
    await until(() => !isWaiting(gone));
    expect(await run(gone)).toMatchObject({ exitCode: 0, output: '' });
  });

  it('is done without where it cannot be started', async () => {
    const absent = { ...program(), command: 'no-such-program' };
    startAhead(programOf(absent));
    await until(() => !isWaiting(absent));
    expect((await run(absent)).startError).toMatch(/ENOENT/);
  });

  it('is gone at once when nobody has wanted it', async () => {
    const stubborn = {
      ...program(),
      args: ['-e', 'process.on("SIGTERM", () => {}); setInterval(() => {}, 1000)'],
    };
    startAhead(programOf(stubborn));
    startAhead(programOf(program()));
    const [one] = allAhead().values();
    await endAhead(new Set([keyOf(programOf(program()))]));
    expect(() => process.kill(one?.pid ?? 0, 0)).toThrow('ESRCH');
    expect([isWaiting(stubborn), isWaiting(program())]).toEqual([false, true]);
  });

  it('is wished for by whoever could have used it', async () => {
    await run(program());
    await run(program('other'), false);
    expect(takeWishes()).toEqual([program()]);
    expect(takeWishes()).toEqual([]);
  });
});

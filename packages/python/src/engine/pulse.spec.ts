import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, vi } from 'vitest';
import { beat } from './messages.js';
import { Patience } from './patience.js';
import { pulseFile } from './place.js';
import { Pulse } from './pulse.js';

const newSocket = () => join(mkdtempSync(join(tmpdir(), 'nx-signal-pulse-')), 'engine.sock');

/** What patience comes to with an engine that says nothing. */
const silenceOf = (socket: string) =>
  new Promise<boolean>((resolve) => new Patience(socket, resolve).wait(10));

function read(socket: string): string | undefined {
  try {
    return readFileSync(pulseFile(socket), 'utf8');
  } catch {
    return undefined;
  }
}

it('is seen while the thread that makes graphs is taken, and only then', async () => {
  const socket = newSocket();
  const pulse = new Pulse(socket);
  await sleep(2 * beat);
  expect(read(socket)).toBeUndefined();
  pulse.set(true);
  await vi.waitFor(() => expect(read(socket)).toMatch(new RegExp(`^${process.pid} \\d+$`)), {
    timeout: 10 * beat,
  });
  const first = read(socket);
  // Nothing of this thread runs meanwhile.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 4 * beat);
  expect(read(socket)).not.toBe(first);
  expect(await silenceOf(socket)).toBe(true);
  pulse.set(false);
  await sleep(2 * beat);
  expect(await silenceOf(socket)).toBe(false);
  pulse.close();
  expect(read(socket)).toBeUndefined();
});

it('is whole whenever a client reads it, even in the middle of a beat', async () => {
  const socket = newSocket();
  const pulse = new Pulse(socket);
  pulse.set(true);
  await vi.waitFor(() => expect(read(socket)).toBeDefined(), { timeout: 10 * beat });
  const first = read(socket);
  const opened = openSync(pulseFile(socket), 'r');
  await vi.waitFor(() => expect(read(socket)).not.toBe(first), { timeout: 10 * beat });
  // What a client has opened is not written over.
  expect(readFileSync(opened, 'utf8')).toBe(first);
  closeSync(opened);
  pulse.close();
});

it('is for the user alone, and makes no folder anew that was taken away', async () => {
  const socket = newSocket();
  const pulse = new Pulse(socket);
  pulse.set(true);
  await vi.waitFor(() => expect(read(socket)).toBeDefined(), { timeout: 10 * beat });
  expect(statSync(pulseFile(socket)).mode & 0o777).toBe(0o600);
  rmSync(dirname(socket), { recursive: true });
  await sleep(3 * beat);
  expect(existsSync(dirname(socket))).toBe(false);
  pulse.close();
});

it('is not had by an engine that has ended, nor where there was none', async () => {
  const socket = newSocket();
  expect(await silenceOf(socket)).toBe(false);
  writeFileSync(pulseFile(socket), '1 1');
  expect(await silenceOf(socket)).toBe(false);
});

it('is not looked for after a word', async () => {
  const socket = newSocket();
  let isSilent = false;
  const patience = new Patience(socket, () => {
    isSilent = true;
  });
  for (let count = 0; count < 5; count += 1) {
    patience.wait(200);
    await sleep(50);
  }
  patience.end();
  await sleep(300);
  expect(isSilent).toBe(false);
});

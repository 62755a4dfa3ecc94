import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../testing/temporary-folder.js';
import { DirectWriter } from './direct-writer.js';

const mostBytes = 256 * 1024;

/** Cuts a body where it is told to, as the network does. */
function cut(body: Buffer, places: readonly number[]): Buffer[] {
  const ends = [...new Set(places.filter((place) => place < body.length))].sort((a, b) => a - b);
  return [0, ...ends].map((start, index) => body.subarray(start, ends[index] ?? body.length));
}

function emptyFile(folder = temporaryFolder()): string {
  const path = join(folder, `${Math.random()}`);
  writeFileSync(path, '');
  return path;
}

/** Whether the disk under a file takes direct writes: not each one does. */
async function isTaken(path: string): Promise<boolean> {
  return (await new DirectWriter(mostBytes).write(path, [Buffer.alloc(4096)], 4096)) > 0;
}

describe('direct writes', () => {
  it('write the whole blocks of a body, however it was cut, and leave the rest to the caller', async () => {
    const writer = new DirectWriter(mostBytes);
    const isUsable = await isTaken(emptyFile());
    const sizes = fc.integer({ min: 1, max: mostBytes });
    await fc.assert(
      fc.asyncProperty(sizes, fc.array(sizes, { maxLength: 6 }), async (size, places) => {
        const path = emptyFile();
        const body = randomBytes(size);
        const written = await writer.write(path, cut(body, places), size);
        expect(written).toBe(isUsable ? size - (size % 4096) : 0);
        expect(readFileSync(path).equals(body.subarray(0, written))).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it('keep bodies apart that are written at one time, more of them than there is memory for', async () => {
    const writer = new DirectWriter(mostBytes);
    const bodies = Array.from({ length: 40 }, () => randomBytes(mostBytes));
    const written = await Promise.all(
      bodies.map(async (body) => {
        const path = emptyFile();
        const bytes = await writer.write(path, [body], body.length);
        return readFileSync(path).equals(body.subarray(0, bytes));
      }),
    );
    expect(written).not.toContain(false);
    writer.clear();
    const path = emptyFile();
    const bytes = await writer.write(path, [bodies[0] as Buffer], mostBytes);
    expect(statSync(path).size).toBe(bytes);
  });

  it('leave time for something else, and their memory to the disk even when that fails', async () => {
    const writer = new DirectWriter(mostBytes);
    const isUsable = await isTaken(emptyFile());
    const [path, body] = [emptyFile(), randomBytes(mostBytes)];
    let isDone = false;
    await writer.write(path, [body], mostBytes, () => {
      isDone = true;
    });
    expect(isDone).toBe(isUsable);
    const fail = () => {
      throw new Error('failed');
    };
    const paths = Array.from({ length: 20 }, () => emptyFile());
    await Promise.allSettled(paths.map((each) => writer.write(each, [body], mostBytes, fail)));
    if (isUsable) for (const each of paths) expect(readFileSync(each).equals(body)).toBe(true);
  });

  it('leave a body to the caller that is larger than their memory', async () => {
    const path = emptyFile();
    const body = Buffer.alloc(mostBytes + 4096);
    expect(await new DirectWriter(mostBytes).write(path, [body], body.length)).toBe(0);
    expect(statSync(path).size).toBe(0);
  });

  it('say what is wrong with a file, and serve the next one', async () => {
    const writer = new DirectWriter(mostBytes);
    const path = join(temporaryFolder(), 'absent', 'file');
    await expect(writer.write(path, [Buffer.alloc(4096)], 4096)).rejects.toThrow('ENOENT');
    const isUsable = await isTaken(emptyFile());
    expect(await writer.write(emptyFile(), [Buffer.alloc(4096)], 4096)).toBe(isUsable ? 4096 : 0);
  });

  it.runIf(existsSync('/proc/self/comm'))('do without where a system cannot do it', async () => {
    const writer = new DirectWriter(mostBytes);
    expect(await writer.write('/proc/self/comm', [Buffer.alloc(4096)], 4096)).toBe(0);
    expect(await writer.write(emptyFile(), [Buffer.alloc(4096)], 4096)).toBe(0);
  });
});

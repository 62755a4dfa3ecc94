import { hash, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { MemoryBudget } from '../body/memory-budget.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { openPack } from './pack-file.js';
import { readStoredPart } from './stored-part.js';
import { type PackInput, writeBodies, writeTail } from './write-pack.js';

const key = 'nx-signal-cache/1/refs%2Fheads%2Fmain/00000007';
const tail = { key, time: '2026-01-02T03:04:05.678Z', run: '11/1', span: { floor: 1 }, used: [] };

/** A body in a file, as the server of a job leaves it. */
function input(folder: string, name: string, body: Uint8Array): PackInput {
  const path = join(folder, name);
  writeFileSync(path, body);
  const sha256 = hash('sha256', body, 'hex');
  const record = { protocol: 'nx' as const, scope: 'shared/default', name, size: body.length };
  const origin = { time: tail.time, identity: 'github:acme/shop', used: tail.time };
  return { path, position: 0, record: { ...record, sha256, ...origin } };
}

async function write(folder: string, bodies: readonly Uint8Array[]): Promise<string> {
  const inputs = bodies.map((body, at) => input(folder, String(at), body));
  const pack = await writeBodies(join(folder, 'pack'), inputs);
  // The first name was taken.
  await writeTail(pack, { ...tail, key: `${key}-and-much-longer` });
  await writeTail(pack, tail);
  return pack.path;
}

async function readAll(path: string, spoolFolder: string) {
  const settings = { memoryBytes: 100_000, budget: new MemoryBudget(1e6), spoolFolder };
  const pack = openPack(path, key, 7);
  if (!pack) return undefined;
  const bodies: (Buffer | undefined)[] = [];
  for (const part of pack.parts) {
    const body = await readStoredPart(part, settings);
    bodies.push(body && (body.bytes ?? readFileSync(body.fd ?? -1)));
    body?.release(false);
  }
  expect(settings.budget.take(1e6)).toBe(true);
  return bodies;
}

it('gives back any bodies, in memory and through a file', async () => {
  const folder = temporaryFolder();
  const sizes = [0, 1, 99_999, 100_001, 2_500_000];
  const bodies = sizes.map((size) => randomBytes(size));
  const found = await readAll(await write(folder, bodies), folder);
  expect(found?.map((body, at) => body?.equals(bodies[at] ?? Buffer.alloc(1)))).toEqual(
    sizes.map(() => true),
  );
});

it('is never taken for another, whatever happens to one of its bytes or to its end', async () => {
  const folder = temporaryFolder();
  const bodies = ['first', '', 'the second one'].map((text) => Buffer.from(text));
  const path = await write(folder, bodies);
  const whole = readFileSync(path);
  const damages = fc.oneof(
    fc.record({ at: fc.nat(whole.length - 1), bit: fc.nat(7) }),
    fc.record({ end: fc.nat(whole.length - 1) }),
    fc.record({ more: fc.uint8Array({ minLength: 1, maxLength: 80 }) }),
  );
  await fc.assert(
    fc.asyncProperty(damages, async (damage) => {
      const bytes = Buffer.from(whole);
      if ('at' in damage)
        bytes.writeUInt8(bytes.readUInt8(damage.at) ^ (1 << damage.bit), damage.at);
      const changed =
        'end' in damage
          ? bytes.subarray(0, damage.end)
          : 'more' in damage
            ? Buffer.concat([bytes, damage.more])
            : bytes;
      writeFileSync(path, changed);
      for (const [at, body] of ((await readAll(path, folder)) ?? []).entries())
        if (body) expect(body.equals(bodies[at] ?? Buffer.alloc(0))).toBe(true);
      // Only a change within a body leaves the pack, without that body.
      const isBody = 'at' in damage && damage.at >= 8 && damage.at < 8 + 5 + 14;
      expect(openPack(path, key, 7) !== undefined).toBe(isBody);
    }),
    { numRuns: 500 },
  );
});

it('counts under its own name only', async () => {
  const path = await write(temporaryFolder(), [Buffer.from('body')]);
  expect(openPack(path, key, 7)?.index.objects).toHaveLength(1);
  expect(openPack(path, key.replace('heads', 'pull'), 7)).toBeUndefined();
});

it('is written without bodies that are not what was stored', async () => {
  const folder = temporaryFolder();
  const [good, bad] = [
    input(folder, 'good', Buffer.from('x')),
    input(folder, 'bad', Buffer.from('y')),
  ];
  writeFileSync(bad.path, 'z');
  const gone = { ...bad, path: join(folder, 'gone') };
  const { objects } = await writeBodies(join(folder, 'pack'), [bad, good, gone]);
  expect(objects.map(({ name }) => name)).toEqual(['good']);
});

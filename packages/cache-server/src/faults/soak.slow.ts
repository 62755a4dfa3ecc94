import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { ServerProcess } from '../testing/server-process.js';
import { temporaryFolder } from '../testing/temporary-folder.js';

const minutes = Number(process.env['NX_SIGNAL_SOAK_MINUTES'] ?? 10);

/** Uploads, hits, misses and now and then a large body, until told to stop. */
async function load(server: ServerProcess, worker: number, isOver: () => boolean): Promise<void> {
  const [small, large] = [randomBytes(20_000), randomBytes(5_000_000)];
  for (let count = 0; !isOver(); count += 1) {
    const hash = `${worker}-${count}`;
    const body = count % 50 === 49 ? large : small;
    expect((await server.put(hash, body)).status).toBe(200);
    // Not toEqual, which takes seconds for megabytes and holds up everyone else.
    const found = await server.get(hash);
    expect(Buffer.isBuffer(found) && found.equals(body)).toBe(true);
    expect(await server.get(`${hash}-none`)).toBe(404);
    // A load like that of a busy team, not the most that goes.
    await sleep(80);
  }
}

it(`runs ${minutes} minutes under load, with eviction, in flat memory`, async () => {
  const server = await ServerProcess.start(temporaryFolder(), [
    ...['--storage.maxSize', '200MB', '--log.level', 'warn'],
  ]);
  onTestFinished(() => server.stop());
  const end = Date.now() + minutes * 60_000;
  const workers = Array.from({ length: 4 }, (_, at) => load(server, at, () => Date.now() > end));
  const samples: number[] = [];
  const sampler = setInterval(() => samples.push(server.memory('VmRSS')), 2000);
  await Promise.all(workers);
  clearInterval(sampler);
  const fifth = Math.floor(samples.length / 5);
  const mean = (values: readonly number[]) =>
    values.reduce((total, value) => total + value, 0) / values.length;
  const [early, late] = [mean(samples.slice(fifth, 2 * fifth)), mean(samples.slice(-fifth))];
  const stats = await (await server.request('/v1/stats')).json();
  const { hits, stored, evictions } = stats as Record<string, unknown>;
  console.log(
    `memory: ${early.toFixed(0)} MB in the second fifth, ${late.toFixed(0)} MB in the last, at most ${Math.max(...samples).toFixed(0)}; ${JSON.stringify({ hits, stored, evictions })}`,
  );
  expect(late).toBeLessThan(early * 1.2 + 5);
});

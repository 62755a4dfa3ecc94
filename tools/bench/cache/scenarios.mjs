import { randomBytes } from 'node:crypto';
import { Connection } from './load/connection.mjs';
import { measureLoad } from './load/measure.mjs';

const small = { name: '20 KB', bytes: 20 * 1024, objects: 500 };
const large = { name: '1 MB', bytes: 1024 * 1024, objects: 64 };
const connectionCounts = [1, 16, 64];
/** More than our server keeps in memory: four in five are read from files. */
const many = { ...small, name: '20 KB of 4,000', objects: 4000 };
const largeBytes = 120 * 1024 * 1024;

/** What a stored object is answered with; turborepo says 202 to an upload. */
const stored = [200, 201, 202, 204];

/** Makes numbers that no other measurement of a server uses. */
let nextBlock = 1;
const newBlock = () => 1_000_000 * nextBlock++;

async function fill(running, first, { bytes, objects }) {
  const connection = await Connection.open(running.port);
  const body = randomBytes(bytes);
  for (let number = 0; number < objects; number += 1)
    await connection.send(running.request('PUT', first + number, body));
  connection.close();
}

function uploads({ name, bytes }, connections) {
  return {
    title: `PUT ${name}, ${connections} connections`,
    async measure(running, milliseconds) {
      const first = newBlock();
      const body = randomBytes(bytes);
      const next = (count) => running.request('PUT', first + count, body);
      return measureLoad(running, { connections, milliseconds, next, expect: stored });
    },
  };
}

function downloads(size, connections) {
  return {
    title: `GET ${size.name}, ${connections} connections`,
    async measure(running, milliseconds) {
      const first = newBlock();
      await fill(running, first, size);
      const next = (count) => running.request('GET', first + (count % size.objects));
      return measureLoad(running, { connections, milliseconds, next, expect: [200] });
    },
  };
}

function misses(connections) {
  return {
    title: `GET miss, ${connections} connections`,
    measure(running, milliseconds) {
      const first = newBlock();
      const next = (count) => running.request('GET', first + count);
      return measureLoad(running, { connections, milliseconds, next, expect: [404] });
    },
  };
}

/** Every row of the table, in its order. Uploads of 1 MB write some 15 GB a row. */
export const scenarioGroups = [
  connectionCounts.map((count) => uploads(small, count)),
  ...connectionCounts.map((count) => [uploads(large, count)]),
  [
    ...connectionCounts.map((count) => downloads(small, count)),
    downloads(many, 16),
    ...connectionCounts.map((count) => downloads(large, count)),
    ...connectionCounts.map(misses),
  ],
];

/** Two uploads of 120 MB side by side, then two downloads; highest memory of a fresh server, in megabytes. */
export async function measureMemory(running) {
  const first = newBlock();
  const body = randomBytes(largeBytes);
  const both = (method) =>
    Promise.all(
      [0, 1].map(async (number) => {
        const connection = await Connection.open(running.port);
        const request = running.request(
          method,
          first + number,
          method === 'PUT' ? body : undefined,
        );
        const { status, bytes } = await connection.send(request);
        connection.close();
        if (!stored.includes(status)) throw new Error(`${method} was answered with ${status}`);
        if (method === 'GET' && bytes < largeBytes) throw new Error('the body was not whole');
      }),
    );
  await both('PUT');
  await both('GET');
  return running.peakMegabytes();
}

import { Connection } from './connection.mjs';

/** The value below which a share of the sorted values lies. */
export function quantile(sorted, share) {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}

/**
 * Sends requests over a number of connections for a time.
 *
 * @param {{port: number, cpuSeconds: () => number}} running a server
 * @param {{connections: number, milliseconds: number, next: (count: number) => Buffer[], expect: number[]}} load
 *   `next` makes the request of that number; an answer with a status outside of `expect` is an error
 * @returns requests per second, 50th and 99th percentile in milliseconds, milliseconds of the server's processor
 *   time for each request, number of errors
 */
export async function measureLoad(running, { connections, milliseconds, next, expect }) {
  const { port } = running;
  const opened = await Promise.all(
    Array.from({ length: connections }, () => Connection.open(port)),
  );
  const latencies = [];
  let count = 0;
  let errors = 0;
  const before = running.cpuSeconds();
  const begin = performance.now();
  const end = begin + milliseconds;
  const work = async (first) => {
    let connection = first;
    while (performance.now() < end) {
      const start = performance.now();
      try {
        const { status } = await connection.send(next(count++));
        if (!expect.includes(status)) errors += 1;
        else latencies.push(performance.now() - start);
      } catch {
        errors += 1;
        connection = await Connection.open(port);
      }
    }
    connection.close();
  };
  await Promise.all(opened.map(work));
  const seconds = (performance.now() - begin) / 1000;
  latencies.sort((left, right) => left - right);
  return {
    perSecond: latencies.length / seconds,
    p50: quantile(latencies, 0.5),
    p99: quantile(latencies, 0.99),
    cpu: ((running.cpuSeconds() - before) * 1000) / latencies.length,
    errors,
  };
}

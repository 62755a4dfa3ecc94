import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { snapshotOfService } from './osv-service.js';
import { parseIndex } from './snapshot.js';
import {
  type Behaviour,
  type OsvServer,
  realAdvisories,
  startOsvServer,
} from './testing/osv-server.js';

let server: OsvServer;

beforeAll(async () => {
  server = await startOsvServer();
});
beforeEach(() => {
  server.behaviour = 'usual';
  server.records = realAdvisories();
  server.requests.splice(0);
});
afterAll(() => server.stop());

const packages = [
  { name: 'idna', version: '3.10' },
  { name: 'urllib3', version: '1.24' },
];

/** What was found, by the packages that were asked for. */
async function ask(deadline = 5000, asked = packages) {
  const signal = AbortSignal.timeout(deadline);
  const { text, index, facts } = await snapshotOfService(`${server.url}/`, asked, {
    now: 7,
    signal,
  });
  const found = [...parseIndex(index)].map(([key, { offset, length }]) => {
    const list = JSON.parse(text.subarray(offset, offset + length).toString()) as {
      id: string;
      malformed?: string;
    }[];
    return [key, list.map(({ id, malformed }) => (malformed ? `${id}: ${malformed}` : id))];
  });
  return { facts, found: Object.fromEntries(found) as Record<string, string[]> };
}

it('asks for all packages at once, follows pages, and asks once for each advisory', async () => {
  const { facts, found } = await ask();
  expect(facts).toMatchObject({ kind: 'service', asOf: 7, count: 7 });
  expect(found).toEqual({
    'idna@3.10': [],
    'urllib3@1.24': [
      'PYSEC-2019-132',
      'PYSEC-2019-133',
      'PYSEC-2020-148',
      'PYSEC-2021-108',
      'PYSEC-2023-192',
      'PYSEC-2023-207',
      'PYSEC-2023-212',
    ],
  });
  const paths = server.requests.map((request) => request.split(' ')[1]);
  expect(paths.filter((path) => path === '/v1/querybatch')).toHaveLength(2);
  expect(new Set(paths).size).toBe(8);
  expect(paths).toHaveLength(9);
});

it('asks for many packages in several requests', async () => {
  const many = Array.from({ length: 1500 }, (_, number) => ({ name: `p${number}`, version: '1' }));
  const { found } = await ask(5000, many);
  expect(Object.keys(found)).toHaveLength(1500);
  expect(server.requests).toHaveLength(2);
});

describe('no answer, or half of one, is an error', () => {
  const rows: [behaviour: Behaviour, reason: RegExp][] = [
    ['refused', /other side closed|socket hang up|ECONNRESET/],
    ['hangs', /^it took too long$/],
    ['records hang', /^it took too long$/],
    ['too often', /^it limits the rate of requests \(429\)$/],
    ['broken', /^it answered with status 500$/],
    ['half', /^it did not answer for all packages$/],
    ['garbled', /^its answer is not JSON$/],
    ['another form', /^it did not answer for all packages$/],
    ['redirects', /^it redirects to .*elsewhere, and names are not sent there$/],
    ['no records', /^it answered with status 404$/],
  ];
  it.each(rows)('%s', async (behaviour, reason) => {
    server.behaviour = behaviour;
    await expect(ask(400)).rejects.toThrow(reason);
    expect(server.requests.some((request) => request.includes('elsewhere'))).toBe(false);
  });

  it('nobody there', async () => {
    const signal = AbortSignal.timeout(400);
    const asking = snapshotOfService('http://127.0.0.1:9', packages, { now: 7, signal });
    await expect(asking).rejects.toThrow(/ECONNREFUSED|bad port/);
  });
});

describe('a record that cannot be used stays a finding', () => {
  it.each([
    ['garbled records', 'its record cannot be read: it is not JSON'],
    ['other records', 'its record is about something else'],
  ] as const)('%s', async (behaviour, reason) => {
    server.behaviour = behaviour;
    const { found } = await ask();
    expect(found['urllib3@1.24']?.[0]).toBe(`PYSEC-2019-132: ${reason}`);
  });

  it('with an event that says nothing', async () => {
    const bad = server.records.find(({ id }) => id === 'PYSEC-2019-132');
    bad?.affected[0]?.ranges?.at(-1)?.events.push({});
    const { found } = await ask();
    expect(found['urllib3@1.24']?.[0]).toMatch(/^PYSEC-2019-132: a range of versions/);
    expect(found['urllib3@1.24']).toHaveLength(7);
  });
});

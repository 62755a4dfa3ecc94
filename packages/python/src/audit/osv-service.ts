import { asTable, type Table } from '../toml/pyproject.js';
import type { Advisory } from './advisory.js';
import { malformedAdvisory, readAdvisory } from './read-advisory.js';
import { askAll, NoAnswer, request } from './requests.js';
import { asTables } from './severity.js';
import { type SnapshotText, writeSnapshot } from './snapshot.js';

/** A package as the service is asked for it. */
export interface AskedPackage {
  name: string;
  version: string;
}

/** Most packages of one request that OSV's service answers. */
const batchSize = 1000;

/** What the service says, as text. A redirection is no answer: names go where they were meant to. */
function ask(url: string, signal: AbortSignal, body?: string): Promise<string> {
  const sent =
    body === undefined
      ? {}
      : { method: 'POST', body, headers: { 'content-type': 'application/json' } };
  return request(url, { signal, redirect: 'manual', ...sent }, (response) => response.text());
}

/** A file from the network. */
export function download(url: string, signal: AbortSignal): Promise<Buffer> {
  return request(url, { signal }, async (response) => Buffer.from(await response.arrayBuffer()));
}

function parse(text: string): Table {
  try {
    return asTable(JSON.parse(text));
  } catch {
    throw new NoAnswer('its answer is not JSON');
  }
}

interface Query {
  asked: AskedPackage;
  page?: string;
}

function queryBody(queries: readonly Query[]): string {
  return JSON.stringify({
    queries: queries.map(({ asked, page }) => ({
      package: { name: asked.name, ecosystem: 'PyPI' },
      version: asked.version,
      ...(page === undefined ? {} : { page_token: page }),
    })),
  });
}

const keyOf = ({ name, version }: AskedPackage) => `${name}@${version}`;

/** Ids of the advisories of each package, and the queries whose answer goes on. */
function readBatch(text: string, queries: readonly Query[], ids: Map<string, string[]>): Query[] {
  const { results } = parse(text);
  if (!Array.isArray(results) || results.length !== queries.length)
    throw new NoAnswer('it did not answer for all packages');
  return queries.flatMap(({ asked }, position) => {
    const result: unknown = results[position];
    if (typeof result !== 'object' || result === null)
      throw new NoAnswer('it did not answer for all packages');
    const { vulns, next_page_token: page } = asTable(result);
    if (vulns !== undefined && vulns !== null && !Array.isArray(vulns))
      throw new NoAnswer('its answer is not in OSV’s format');
    const own = ids.get(keyOf(asked)) ?? [];
    for (const { id } of asTables(vulns ?? [])) {
      if (typeof id !== 'string') throw new NoAnswer('it names an advisory without an id');
      own.push(id);
    }
    ids.set(keyOf(asked), own);
    return typeof page === 'string' && page !== '' ? [{ asked, page }] : [];
  });
}

async function askForIds(
  service: string,
  packages: readonly AskedPackage[],
  signal: AbortSignal,
): Promise<Map<string, string[]>> {
  const ids = new Map<string, string[]>();
  let pending: Query[] = packages.map((asked) => ({ asked }));
  while (pending.length > 0) {
    const now = pending.slice(0, batchSize);
    const text = await ask(`${service}/v1/querybatch`, signal, queryBody(now));
    pending = [...pending.slice(batchSize), ...readBatch(text, now, ids)];
  }
  return ids;
}

async function askForRecords(
  service: string,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  await askAll(ids, async (id) => {
    texts.set(id, await ask(`${service}/v1/vulns/${encodeURIComponent(id)}`, signal));
  });
  return texts;
}

/** What a record says about a package that the service has named it for. */
function advisoryFor(id: string, name: string, text: string): Advisory | undefined {
  const { packages, unreadable } = readAdvisory(text, id);
  if (unreadable) return malformedAdvisory(id, `its record cannot be read: ${unreadable.reason}`);
  const own = packages.get(name);
  if (own) return own;
  const { withdrawn, id: said } = asTable(JSON.parse(text));
  return withdrawn && said === id
    ? undefined
    : malformedAdvisory(id, 'its record is about something else');
}

/** How a service is asked. */
export interface ServiceSettings {
  now: number;
  signal: AbortSignal;
  /** What indexes have taken back, see `askIndexes`; undefined where they were not asked. */
  releases?: ReadonlyMap<string, readonly Advisory[]> | undefined;
}

/**
 * Asks a service that speaks OSV's API about packages: all of them at once, then for each advisory that it names.
 * It answers for every package or throws.
 *
 * @throws NoAnswer
 */
export async function snapshotOfService(
  service: string,
  packages: readonly AskedPackage[],
  { now, signal, releases }: ServiceSettings,
): Promise<SnapshotText> {
  const base = service.replace(/\/+$/, '');
  const ids = await askForIds(base, packages, signal);
  const texts = await askForRecords(base, [...new Set([...ids.values()].flat())], signal);
  const found = packages.map((asked): [string, Advisory[]] => [
    keyOf(asked),
    [
      ...[...new Set(ids.get(keyOf(asked)))].flatMap(
        (id) => advisoryFor(id, asked.name, texts.get(id) ?? '') ?? [],
      ),
      ...(releases?.get(keyOf(asked)) ?? []),
    ],
  ]);
  const facts = { kind: 'service' as const, source: service, asOf: now, unreadable: [] };
  return writeSnapshot({ ...facts, ...(releases ? { releases: true } : {}) }, new Map(found));
}

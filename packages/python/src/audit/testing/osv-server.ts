import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A record in OSV's form. */
export interface OsvRecord {
  id: string;
  modified?: string;
  withdrawn?: string;
  aliases?: string[];
  severity?: { type: string; score: string }[];
  affected: {
    package: { name: string; ecosystem: string };
    ranges?: { type: string; events: Record<string, string>[] }[];
    versions?: string[];
  }[];
}

/** Real records about a handful of packages. */
export function realAdvisories(): OsvRecord[] {
  const text = readFileSync(new URL('./advisories.jsonl', import.meta.url), 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

/** How a service behaves that does not do what it should. */
export type Behaviour =
  | 'usual'
  | 'refused'
  | 'hangs'
  | 'records hang'
  | 'too often'
  | 'broken'
  | 'half'
  | 'garbled'
  | 'another form'
  | 'redirects'
  | 'no records'
  | 'garbled records'
  | 'other records';

/** A service with OSV's API, of real records, on loopback. */
export interface OsvServer {
  url: string;
  behaviour: Behaviour;
  records: OsvRecord[];
  /** All that was sent to it: a line of the request, and its body. */
  requests: string[];
  stop(): Promise<void>;
}

/** Most advisories of one page: fewer than some packages have, so that pages are followed. */
const pageSize = 5;

interface Query {
  package: { name: string };
  version: string;
  page_token?: string;
}

/** OSV's service lists each affected version, and so do the records: a judgement of its own. */
function answer(records: readonly OsvRecord[], { package: { name }, version, page_token }: Query) {
  const found = records.filter(
    (record) =>
      !record.withdrawn &&
      record.affected.some(
        (affected) => affected.package.name === name && affected.versions?.includes(version),
      ),
  );
  const start = Number(page_token ?? 0);
  const page = found.slice(start, start + pageSize);
  if (page.length === 0) return {};
  const isLast = start + pageSize >= found.length;
  const vulns = page.map(({ id, modified }) => ({ id, modified }));
  return { vulns, ...(isLast ? {} : { next_page_token: String(start + pageSize) }) };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const part of request) body += part;
  return body;
}

const json = (response: ServerResponse, value: unknown) =>
  void response.setHeader('content-type', 'application/json').end(JSON.stringify(value));

function batch({ behaviour, records, url }: OsvServer, body: string, response: ServerResponse) {
  if (behaviour === 'redirects') {
    response.writeHead(307, { location: `${url}/elsewhere` }).end();
    return;
  }
  if (behaviour === 'garbled') return void response.end('{"results": [{"vulns": [{"i');
  if (behaviour === 'another form') return json(response, { results: 'none', vulns: [] });
  const { queries } = JSON.parse(body) as { queries: Query[] };
  const results = queries.map((query) => answer(records, query));
  return json(response, { results: behaviour === 'half' ? results.slice(1) : results });
}

function record({ behaviour, records }: OsvServer, id: string, response: ServerResponse) {
  if (behaviour === 'records hang') return undefined;
  if (behaviour === 'garbled records') return void response.end('{"id": "');
  const found = records.find((one) => one.id === id);
  if (behaviour === 'no records' || !found) return void response.writeHead(404).end('{"code":5}');
  if (behaviour === 'other records') return json(response, { id: 'PYSEC-0000-1', affected: [] });
  return json(response, found);
}

function reply(server: OsvServer, path: string, body: string, response: ServerResponse) {
  if (server.behaviour === 'refused') return void response.destroy();
  if (server.behaviour === 'hangs') return undefined;
  if (server.behaviour === 'broken') return void response.writeHead(500).end('oops');
  if (server.behaviour === 'too often')
    return void response.writeHead(429, { 'retry-after': '30' }).end();
  if (path === '/v1/querybatch') return batch(server, body, response);
  const [, id] = /^\/v1\/vulns\/([^/]+)$/.exec(path) ?? [];
  if (id) return record(server, decodeURIComponent(id), response);
  return void response.writeHead(404).end();
}

/** Starts a service that knows some records. */
export async function startOsvServer(records: OsvRecord[] = realAdvisories()): Promise<OsvServer> {
  const http = createServer(async (request, response) => {
    const body = await bodyOf(request);
    server.requests.push(`${request.method} ${request.url} ${body}`);
    reply(server, request.url ?? '', body, response);
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const { port } = http.address() as AddressInfo;
  const server: OsvServer = {
    url: `http://127.0.0.1:${port}`,
    behaviour: 'usual',
    records,
    requests: [],
    stop: async () => {
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
  return server;
}

import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type BlobAnswer, Blobs } from './blobs.js';
import { Entries } from './entries.js';

const service = '/twirp/github.actions.results.api.v1.CacheService/';
const readBit = 1;
const writeBit = 2;

/** The run that a job belongs to, as far as the cache is concerned. */
export interface RunFacts {
  ref: string;
  event: string;
  /** Refs that it reads besides its own. */
  others?: readonly string[];
  /** Whether its token lets it write. Default: yes. */
  writes?: boolean;
  /** What its token tells the client, when that is a lie: the service goes by what it has given. */
  pretends?: { ref: string; event: string };
}

/** How something goes wrong. */
export interface Fault {
  status?: number;
  headers?: Record<string, string>;
  /** Never answers. */
  hangs?: boolean;
  /** Breaks off behind so many bytes of the answer. */
  breaksAt?: number;
}

/** What a request is for. */
export type RequestKind =
  | 'CreateCacheEntry'
  | 'FinalizeCacheEntryUpload'
  | 'GetCacheEntryDownloadURL'
  | 'GET'
  | 'PUT';

interface Access {
  scope: string;
  reads: readonly string[];
  writes: boolean;
}

/** A JSON web token whose signature nobody checks here: the service knows what it has given out. */
function makeToken(ref: string, others: readonly string[], writes: boolean): string {
  const own = { Scope: ref, Permission: writes ? readBit | writeBit : readBit };
  const access = [own, ...others.map((Scope) => ({ Scope, Permission: readBit }))];
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claims = { ac: JSON.stringify(access), exp: 4_000_000_000, nbf: 0 };
  return `${part({ alg: 'none' })}.${part(claims)}.${randomBytes(16).toString('base64url')}`;
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/**
 * A model of GitHub's cache service on loopback, with what the real one enforces: tokens have scopes, entries
 * never change, uploads have a limit per minute, and what was not used for longest goes when it is full.
 */
export class ActionsCache {
  readonly entries: Entries;
  readonly blobs = new Blobs();
  /** How many requests of each kind there were. */
  readonly requests = new Map<RequestKind, number>();
  /** Makes requests fail. */
  fault: (kind: RequestKind) => Fault | undefined = () => undefined;
  /** Entries that may be created in a minute. */
  uploadLimit = 200;
  private uploads: number[] = [];
  private readonly tokens = new Map<string, Access>();
  private runs = 0;
  private readonly server: Server;

  private constructor(mostBytes: number) {
    this.entries = new Entries(mostBytes);
    this.server = createServer((request, response) => void this.handle(request, response));
  }

  static async start({ mostBytes = 1e9 } = {}): Promise<ActionsCache> {
    const cache = new ActionsCache(mostBytes);
    await new Promise<void>((resolve) => cache.server.listen(0, '127.0.0.1', resolve));
    return cache;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** The variables that a runner sets for an action in a job of a run. */
  jobVariables(facts: RunFacts): Record<string, string> {
    const { ref, others = [], writes = true, pretends } = facts;
    const token = makeToken(pretends?.ref ?? ref, others, writes || pretends !== undefined);
    this.tokens.set(token, { scope: ref, reads: [ref, ...others], writes });
    this.runs += 1;
    return {
      ACTIONS_RESULTS_URL: `${this.url}/`,
      ACTIONS_RUNTIME_TOKEN: token,
      ACTIONS_CACHE_SERVICE_V2: 'True',
      GITHUB_EVENT_NAME: pretends?.event ?? facts.event,
      GITHUB_REF: pretends?.ref ?? ref,
      GITHUB_REPOSITORY: 'acme/shop',
      GITHUB_RUN_ID: String(this.runs),
      GITHUB_RUN_ATTEMPT: '1',
    };
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '', this.url);
    const isCall = pathname.startsWith(service);
    const kind = (isCall ? pathname.slice(service.length) : request.method) as RequestKind;
    this.requests.set(kind, (this.requests.get(kind) ?? 0) + 1);
    const fault = this.fault(kind);
    const body = await bodyOf(request);
    if (fault?.hangs) return;
    const answer = fault?.status
      ? { status: fault.status, headers: fault.headers ?? {} }
      : isCall
        ? this.call(kind, request.headers.authorization, JSON.parse(body.toString()))
        : this.blob(pathname, searchParams, request, body);
    this.send(response, answer, fault?.breaksAt);
  }

  private send(response: ServerResponse, answer: BlobAnswer, breaksAt: number | undefined): void {
    const { status, headers, body = Buffer.alloc(0) } = answer;
    response.writeHead(status, { 'content-length': String(body.length), ...headers });
    if (breaksAt === undefined || breaksAt >= body.length) response.end(body);
    else response.write(body.subarray(0, breaksAt), () => response.destroy());
  }

  private blob(
    path: string,
    query: URLSearchParams,
    { method, headers }: IncomingMessage,
    body: Buffer,
  ): BlobAnswer {
    const id = Number(path.replace('/blobs/', ''));
    const entry = this.entries.byId(id);
    if (method === 'GET') return this.blobs.get(id, query, headers.range, entry?.content);
    const type = headers['x-ms-blob-type'] as string | undefined;
    return this.blobs.put(id, query, type, body, entry !== undefined && !entry.content);
  }

  private call(
    kind: RequestKind,
    authorization: string | undefined,
    fields: Record<string, unknown>,
  ): BlobAnswer {
    const access = this.tokens.get(authorization?.replace('Bearer ', '') ?? '');
    if (!access) return refusal(401, 'unauthenticated', 'who are you');
    const key = String(fields['key']);
    const version = String(fields['version'] ?? '');
    if (key.length > 512 || key.includes(',') || !version)
      return refusal(400, 'invalid_argument', 'no such key');
    if (kind === 'GetCacheEntryDownloadURL')
      return this.look(access, key, version, (fields['restore_keys'] ?? []) as string[]);
    if (!access.writes)
      return refusal(
        403,
        'permission_denied',
        'cache write denied: the token has no writable scope',
      );
    if (kind === 'CreateCacheEntry') return this.create(access, key, version);
    return this.finalize(access, key, version, Number(fields['size_bytes']));
  }

  private look({ reads }: Access, key: string, version: string, restoreKeys: string[]): BlobAnswer {
    const entry = this.entries.find(reads, key, restoreKeys, version);
    if (!entry) return json({ ok: false });
    const url = this.blobs.sign(this.url, entry.id, 'read');
    return json({ ok: true, signed_download_url: url, matched_key: entry.key });
  }

  private create({ scope }: Access, key: string, version: string): BlobAnswer {
    const now = Date.now();
    this.uploads = this.uploads.filter((time) => now - time < 60_000);
    if (this.uploads.length >= this.uploadLimit)
      return {
        ...refusal(429, 'resource_exhausted', 'slow down'),
        headers: { 'retry-after': '60' },
      };
    this.uploads.push(now);
    const entry = this.entries.create(scope, key, version);
    if (!entry)
      return refusal(
        409,
        'already_exists',
        'cache entry with the same key, version, and scope already exists',
      );
    return json({ ok: true, signed_upload_url: this.blobs.sign(this.url, entry.id, 'write') });
  }

  private finalize({ scope }: Access, key: string, version: string, bytes: number): BlobAnswer {
    const entry = this.entries.named(scope, key, version);
    const content = entry && this.blobs.contents.get(entry.id);
    if (!entry || !content || entry.content || content.length !== bytes)
      return json({ ok: false, message: 'the upload is not what was announced' });
    this.entries.complete(entry, content);
    return json({ ok: true, entry_id: String(entry.id) });
  }
}

function json(value: object): BlobAnswer {
  return {
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(JSON.stringify(value)),
  };
}

function refusal(status: number, code: string, msg: string): BlobAnswer {
  return { ...json({ code, msg }), status };
}

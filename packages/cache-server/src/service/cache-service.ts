import type { IncomingMessage } from 'node:http';
import type { Identity } from '../auth/identity.js';
import { type Awaitable, whenReady } from '../awaitable.js';
import { declaredLength, type ReceiveSettings, withReceivedBody } from '../body/receive-body.js';
import { ReceiveError } from '../body/received-body.js';
import type { Metrics } from '../metrics/metrics.js';
import { archiveStart } from '../stats/archive-start.js';
import type { TaskStatistics } from '../stats/task-statistics.js';
import type { ObjectKey, Protocol } from '../storage/object-key.js';
import { makeRecord, type ObjectOrigin, type ObjectRecord } from '../storage/object-record.js';
import type { Storage, StoredObject } from '../storage/storage.js';
import type { ReadResult, WriteResult } from './outcomes.js';
import type { TransferLimits } from './transfers.js';
import { Transfers } from './transfers.js';

/** What {@link CacheService} works with. */
export interface CacheServiceParts {
  storage: Storage;
  metrics: Metrics;
  receive: ReceiveSettings;
  uploads: TransferLimits;
  downloads: TransferLimits;
  /** Told about every failure of the store. */
  onTrouble(message: string, error: unknown): void;
  tasks: TaskStatistics;
  /** Told of each object that was stored, before its upload is answered. */
  onStored?: ((record: ObjectRecord) => void) | undefined;
}

/** A found object, or the URL where the client gets it, or why there is neither. */
export type Found =
  | { result: 'hit'; object: StoredObject; key: ObjectKey }
  | { result: 'redirected'; url: string; key: ObjectKey }
  | { result: Exclude<ReadResult, 'hit' | 'redirected'> };

const reasons: Record<ReceiveError['reason'], WriteResult> = {
  'too-large': 'too-large',
  'length-mismatch': 'length-mismatch',
  aborted: 'aborted',
  'spool-failed': 'failed',
  'spool-full': 'overloaded',
};

/**
 * What all protocols share: scopes are looked through in order, uploads are checked, stored and
 * counted, and whatever goes wrong becomes a miss or a refusal, never an error.
 */
export class CacheService {
  private readonly uploads: Transfers;
  private readonly downloads: Transfers;
  /** Set when the server shuts down: what is under way ends, nothing new starts. */
  isClosing = false;

  constructor(private readonly parts: CacheServiceParts) {
    const { metrics, uploads, downloads } = parts;
    const onSlow = () => {
      metrics.slow += 1;
    };
    this.uploads = new Transfers(uploads, onSlow);
    this.downloads = new Transfers(downloads, onSlow);
  }

  /** Uploads and downloads under way. */
  get load(): { uploads: number; downloads: number } {
    return { uploads: this.uploads.count, downloads: this.downloads.count };
  }

  /** The first object of that name in the scopes that the identity reads. */
  find(identity: Identity, protocol: Protocol, name: string): Awaitable<Found> {
    if (this.isClosing) return { result: 'closing' };
    const { owner } = identity;
    if (!this.downloads.accepts(owner)) return { result: 'overloaded' };
    try {
      const found = this.findFrom(identity.access.reads, protocol, name);
      if (!(found instanceof Promise)) return found;
      // What takes long to find takes its place from now on.
      const end = this.downloads.start(owner, undefined, () => undefined);
      return found.catch((error) => this.failedRead(error)).finally(end);
    } catch (error) {
      return this.failedRead(error);
    }
  }

  /** Looks through the scopes in order. */
  private findFrom(scopes: readonly string[], protocol: Protocol, name: string): Awaitable<Found> {
    const scope = scopes[0];
    if (scope === undefined) return { result: 'miss' };
    return whenReady(
      this.findIn({ protocol, scope, name }),
      (found) => found ?? this.findFrom(scopes.slice(1), protocol, name),
    );
  }

  private failedRead(error: unknown): Found {
    this.parts.onTrouble('an object could not be read', error);
    return { result: 'failed' };
  }

  private findIn(key: ObjectKey): Awaitable<Found | undefined> {
    const { storage } = this.parts;
    if (storage.redirect)
      return storage
        .redirect(key)
        .then((url) => (url === undefined ? undefined : { result: 'redirected', url, key }));
    return whenReady(storage.read(key), (object) => object && this.hit(key, object));
  }

  private hit(key: ObjectKey, object: StoredObject): Awaitable<Found> {
    const { tasks } = this.parts;
    const hit: Found = { result: 'hit', object, key };
    if (!tasks.wants(key)) return hit;
    return archiveStart(object.body).then((start) => {
      tasks.learn(key, start);
      return hit;
    });
  }

  /**
   * Notes that an object is being sent, until the returned function is called.
   *
   * @param end - breaks it off
   */
  startDownload(identity: Identity, bytes: number, end: () => void): () => void {
    return this.downloads.start(identity.owner, bytes, end);
  }

  /** Ends what it does by itself. */
  close(): void {
    this.uploads.close();
    this.downloads.close();
  }

  /**
   * Stores an upload in the scope that the identity writes. One that is refused is not read: the caller answers,
   * and then reads and forgets what the client sends.
   */
  async store(
    identity: Identity,
    protocol: Protocol,
    name: string,
    request: IncomingMessage,
  ): Promise<WriteResult> {
    const checked = this.refusal(identity, protocol, name);
    const refusal = checked instanceof Promise ? await checked : checked;
    if (refusal) return refusal;
    const length = declaredLength(request);
    if ((length ?? 0) > this.parts.receive.maxBytes) return 'too-large';
    const end = this.uploads.start(identity.owner, length, () => request.destroy());
    try {
      return await this.receive(identity, protocol, name, request);
    } catch (error) {
      return this.failure(error);
    } finally {
      end();
    }
  }

  /** Why an upload need not be looked at. */
  private refusal(
    identity: Identity,
    protocol: Protocol,
    name: string,
  ): Awaitable<WriteResult | undefined> {
    const scope = identity.access.writes;
    if (scope === undefined) return 'read-only';
    if (this.isClosing) return 'closing';
    if (!this.uploads.accepts(identity.owner)) return 'overloaded';
    const exists = this.parts.storage.exists({ protocol, scope, name });
    const toRefusal = (isThere: boolean) => (isThere ? 'exists' : undefined);
    return exists instanceof Promise
      ? exists.catch(() => false).then(toRefusal)
      : toRefusal(exists);
  }

  private receive(
    { access, provenance }: Identity,
    protocol: Protocol,
    name: string,
    request: IncomingMessage,
  ): Promise<WriteResult> {
    const { storage, metrics, tasks } = this.parts;
    const begin = performance.now();
    const scope = access.writes ?? '';
    const forFile = () => ({
      maxBytes: this.parts.receive.maxBytes,
      spoolFolder: storage.spoolFolder,
      spool: storage.uploadRoom?.(scope),
      makeRoom: (bytes: number) => storage.makeRoom?.(bytes, scope) ?? Promise.resolve(false),
    });
    return withReceivedBody(request, this.parts.receive, forFile, async (body) => {
      const key: ObjectKey = { protocol, scope, name };
      const time = new Date().toISOString();
      const origin: ObjectOrigin = { ...key, time, ...provenance };
      const outcome = await storage.publish(body, origin);
      metrics.received(protocol, body.size);
      if (outcome === 'stored') {
        this.parts.onStored?.(makeRecord(body, origin));
        if (tasks.wants(key)) {
          const start = await archiveStart({ ...body, fd: body.file?.fd });
          tasks.learn(key, start);
        }
        const seconds = (performance.now() - begin) / 1000;
        tasks.add(key, { kind: 'stored', bytes: body.size, seconds });
      }
      return outcome;
    });
  }

  private failure(error: unknown): WriteResult {
    const result = error instanceof ReceiveError ? reasons[error.reason] : 'failed';
    if (result === 'failed') this.parts.onTrouble('an object could not be stored', error);
    return result;
  }
}

import { mkdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import type { ReceivedBody } from '../../body/received-body.js';
import { type ObjectKey, objectId } from '../object-key.js';
import { makeRecord, type ObjectOrigin, type ObjectRecord } from '../object-record.js';
import type { PublishOutcome, Storage, StorageEvents, StoredObject } from '../storage.js';
import { CircuitBreaker } from './circuit-breaker.js';
import { type FetchSettings, fetchBody } from './fetch-object.js';
import { decodeMetadata, encodeMetadata, metadataHeader } from './object-metadata.js';
import { RememberedCheck } from './remembered-check.js';
import { emptySha256, S3Client, type S3Request, type S3Settings } from './s3-client.js';

/** How a bucket is used. */
export interface S3StorageSettings extends S3Settings, FetchSettings {
  /** In front of all keys. */
  prefix: string;
  /** Send clients to the store for bodies. */
  redirect: boolean;
  events: StorageEvents;
}

/** Seconds for which a client may use a URL that it was sent to. */
const urlLifetime = 300;

/** Tries of an upload that the store cannot decide on because another one is under way. */
const mostTries = 3;

/**
 * Objects in a bucket of an S3-compatible store, which any number of servers may share: they keep no
 * state of their own. Deleting old objects is left to the bucket's lifecycle rules.
 */
export class S3Storage implements Storage {
  private readonly client: S3Client;
  private readonly breaker = new CircuitBreaker();
  private readonly checked = new RememberedCheck(() => this.probe());
  readonly redirect?: (key: ObjectKey) => Promise<string | undefined>;

  constructor(private readonly settings: S3StorageSettings) {
    this.client = new S3Client(settings);
    mkdirSync(settings.spoolFolder, { recursive: true });
    if (settings.redirect) this.redirect = (key) => this.locate(key);
  }

  get spoolFolder(): string {
    return this.settings.spoolFolder;
  }

  async read(key: ObjectKey): Promise<StoredObject | undefined> {
    return this.breaker.call(async () => {
      const response = await this.send({ method: 'GET', key: this.keyOf(key) }, 200, 404);
      if (response.statusCode === 404) return drained(response, undefined);
      const record = decodeMetadata(response.headers[metadataHeader], key);
      const body = record && (await fetchBody(response, record, this.settings));
      if (record && body) return { record, body };
      response.destroy();
      await this.putAside(key);
      return undefined;
    });
  }

  async describe(key: ObjectKey): Promise<ObjectRecord | undefined> {
    const response = await this.send({ method: 'HEAD', key: this.keyOf(key) }, 200, 404);
    const record = decodeMetadata(response.headers[metadataHeader], key);
    return drained(response, response.statusCode === 200 ? record : undefined);
  }

  /** The store decides when the body is there: asking first would cost a round trip per upload. */
  async exists(): Promise<boolean> {
    return false;
  }

  async publish(body: ReceivedBody, origin: ObjectOrigin): Promise<PublishOutcome> {
    const record = makeRecord(body, origin);
    return this.breaker.call(async () => {
      for (let tries = 1; ; tries += 1) {
        const status = await this.upload(body, record);
        if (status === 200) return 'stored';
        // 409: another upload of this object is under way, and may yet fail.
        if (status === 412 || tries === mostTries) return 'exists';
      }
    });
  }

  async check(): Promise<void> {
    await this.checked.ask();
  }

  /**
   * Whether an object of our own can be read, or else written: to ask for the bucket itself may be forbidden where
   * all that is needed is allowed.
   */
  private async probe(): Promise<void> {
    const key = `${this.settings.prefix}probe`;
    try {
      const found = await this.send({ method: 'HEAD', key }, 200, 403, 404);
      await drained(found, undefined);
      if (found.statusCode === 200) return;
      const body: ReceivedBody = { size: 0, digest: () => emptySha256, chunks: [] };
      await drained(await this.send({ method: 'PUT', key, body }, 200), undefined);
    } catch (error) {
      this.settings.events.trouble('the store cannot be used', error);
      throw error;
    }
  }

  usage(): undefined {
    return undefined;
  }

  async close(): Promise<void> {
    this.client.close();
    await rm(this.spoolFolder, { recursive: true, force: true });
  }

  /** Shared and own objects have prefixes of their own, for lifecycle rules. */
  private keyOf(key: ObjectKey): string {
    return `${this.settings.prefix}${key.scope.split('/')[0]}/${objectId(key)}`;
  }

  private async upload(body: ReceivedBody, record: ObjectRecord): Promise<number> {
    const headers = { 'if-none-match': '*', [metadataHeader]: encodeMetadata(record) };
    const request: S3Request = { method: 'PUT', key: this.keyOf(record), headers, body };
    const response = await this.send(request, 200, 409, 412);
    return drained(response, response.statusCode ?? 0);
  }

  private async locate(key: ObjectKey): Promise<string | undefined> {
    return this.breaker.call(async () => {
      const record = await this.describe(key);
      return record && this.client.presign(this.keyOf(key), urlLifetime);
    });
  }

  /** Moves an object that is not what was stored to where nobody reads it. */
  private async putAside(key: ObjectKey): Promise<void> {
    const source = this.keyOf(key);
    this.settings.events.corrupt(objectId(key));
    const target = `${this.settings.prefix}quarantine/${objectId(key)}-${Date.now()}`;
    const headers = { 'x-amz-copy-source': this.client.copySource(source) };
    await drained(await this.send({ method: 'PUT', key: target, headers }, 200, 404), undefined);
    await drained(await this.send({ method: 'DELETE', key: source }, 200, 204, 404), undefined);
  }

  private async send(request: S3Request, ...expected: number[]): Promise<IncomingMessage> {
    const response = await this.client.send(request);
    if (expected.includes(response.statusCode ?? 0)) return response;
    const code = await errorCode(response);
    throw new Error(`the store answered ${response.statusCode}${code} to ${request.method}`);
  }
}

/** Most bytes of the text of an error that are looked at. */
const mostErrorBytes = 4096;

/** What the store says about an error, in a word, with a space in front of it. */
async function errorCode(response: IncomingMessage): Promise<string> {
  let text = '';
  response.on('data', (chunk: Buffer) => {
    if (text.length < mostErrorBytes) text += chunk.toString('latin1');
  });
  await drained(response, undefined).catch(() => undefined);
  const [, code] = /<Code>(\w{1,64})<\/Code>/.exec(text) ?? [];
  return code ? ` ${code}` : '';
}

/** Reads what is left of an answer, so that its connection can be used again, and returns the value. */
function drained<T>(response: IncomingMessage, value: T): Promise<T> {
  return new Promise((resolve, reject) => {
    response.once('end', () => resolve(value)).once('error', reject);
    response.once('close', () => resolve(value));
    response.resume();
  });
}

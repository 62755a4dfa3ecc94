import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { AwsV4Signer } from 'aws4fetch';
import type { Awaitable } from '../../awaitable.js';
import { pumpFile } from '../../body/pump-file.js';
import type { ReceivedBody } from '../../body/received-body.js';
import { hasCode } from '../../files.js';
import type { Credentials } from './credentials/credentials.js';

/** Which bucket, and how to get at it. */
export interface S3Settings {
  /** Of the store, without the bucket. */
  endpoint: string;
  region: string;
  bucket: string;
  /** `https://store/bucket/key` instead of `https://bucket.store/key`. */
  pathStyle: boolean;
  /** What requests are signed with, asked for each of them. */
  credentials(): Awaitable<Credentials>;
  /** Seconds without a byte before a request is given up. */
  timeout: number;
}

/** One request to the store. */
export interface S3Request {
  method: 'GET' | 'HEAD' | 'PUT' | 'DELETE';
  key: string;
  headers?: Record<string, string>;
  body?: ReceivedBody;
}

/** SHA-256 of nothing, which every request without a body is signed with. */
export const emptySha256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/**
 * Requests to an S3-compatible store. Signatures come from aws4fetch; the transport is Node's own, since
 * `fetch` sends a stream without its length, which stores refuse.
 */
export class S3Client {
  private readonly agent: http.Agent;
  private readonly transport: typeof http | typeof https;
  private readonly base: URL;

  constructor(private readonly settings: S3Settings) {
    const endpoint = new URL(settings.endpoint);
    this.transport = endpoint.protocol === 'https:' ? https : http;
    this.agent = new this.transport.Agent({ keepAlive: true, maxSockets: 128 });
    if (settings.pathStyle)
      endpoint.pathname = `${endpoint.pathname}/${settings.bucket}/`.replace(/\/+/g, '/');
    else endpoint.hostname = `${settings.bucket}.${endpoint.hostname}`;
    this.base = endpoint;
  }

  /** Sends a request; resolves with the answer's head. The caller reads or drains the body. */
  async send(request: S3Request): Promise<IncomingMessage> {
    const { url, headers } = await this.sign(request);
    try {
      return await this.transmit(request, url, headers);
    } catch (error) {
      // The store closed a kept connection at the moment we used it: nothing was received by anyone.
      if ((error as { onReusedSocket?: boolean }).onReusedSocket && hasCode(error, 'ECONNRESET'))
        return this.transmit(request, url, headers);
      throw error;
    }
  }

  /** A URL that lets anyone read an object for some seconds. */
  async presign(key: string, seconds: number): Promise<string> {
    const url = this.urlOf(key);
    url.searchParams.set('X-Amz-Expires', String(seconds));
    const signer = new AwsV4Signer({
      ...(await this.credentials()),
      method: 'GET',
      url: url.href,
      signQuery: true,
    });
    return (await signer.sign()).url.href;
  }

  /** Name of an object as other requests name it, for copies. */
  copySource(key: string): string {
    return `/${this.settings.bucket}/${key}`;
  }

  close(): void {
    this.agent.destroy();
  }

  private async credentials() {
    const { region } = this.settings;
    const { accessKeyId, secretAccessKey, sessionToken } = await this.settings.credentials();
    return {
      accessKeyId,
      secretAccessKey,
      region,
      service: 's3',
      ...(sessionToken ? { sessionToken } : {}),
    };
  }

  private urlOf(key: string): URL {
    return new URL(key, this.base);
  }

  private async sign({ method, key, headers, body }: S3Request) {
    const signer = new AwsV4Signer({
      ...(await this.credentials()),
      method,
      url: this.urlOf(key).href,
      headers: { ...headers, 'x-amz-content-sha256': body?.digest() ?? emptySha256 },
    });
    const signed = await signer.sign();
    const list = Object.fromEntries((signed.headers as Headers).entries());
    if (body) list['content-length'] = String(body.size);
    return { url: signed.url, headers: list };
  }

  /** Resolves with the head of the answer once nothing reads the body any more. */
  private async transmit(
    { method, body }: S3Request,
    url: URL,
    headers: Record<string, string>,
  ): Promise<IncomingMessage> {
    const { timeout } = this.settings;
    const request = this.transport.request(url, { method, headers, agent: this.agent });
    request.setTimeout(timeout * 1000, () =>
      request.destroy(new Error(`the store sent nothing for ${timeout} s`)),
    );
    const answered = answerTo(request);
    const sent = sendBodyTo(request, body);
    // A store that answers before it has read everything will not read the rest.
    const stop = answered.finally(() => request.writableEnded || request.destroy());
    await Promise.allSettled([stop, sent]);
    return answered;
  }
}

function answerTo(request: http.ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.once('response', resolve);
    request.on('error', (error) =>
      reject(Object.assign(error, { onReusedSocket: request.reusedSocket })),
    );
  });
}

async function sendBodyTo(
  request: http.ClientRequest,
  body: ReceivedBody | undefined,
): Promise<void> {
  if (body?.file) {
    await pumpFile(body.file.fd, body.size, request).catch((error) => request.destroy(error));
    if (request.destroyed) return;
  }
  for (const chunk of body?.chunks ?? []) request.write(chunk);
  request.end();
}

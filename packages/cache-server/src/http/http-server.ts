import http, {
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { holdBody } from '../body/read-request.js';
import type { Config } from '../config/schema.js';
import { CacheServerError } from '../errors.js';
import { hasCode } from '../files.js';
import { readCertificate, type TlsFiles } from './certificate.js';

/** Certificate and key, where there are some. */
export function tlsFiles({ certificate, key }: Config['tls']): TlsFiles | undefined {
  return certificate !== undefined && key !== undefined ? { certificate, key } : undefined;
}

/**
 * Makes the server, with TLS where it is configured and limits on slow clients.
 *
 * @throws CacheServerError CONFIG_INVALID when certificate or key cannot be used
 */
export function createHttpServer(
  { tls, limits }: Pick<Config, 'tls' | 'limits'>,
  handler: RequestListener,
): Server {
  const options = {
    // Longer than clients keep a connection (Nx's for 90 s): whoever closes first must not be us, or a
    // request could meet a connection that is just being closed.
    keepAliveTimeout: 120_000,
    headersTimeout: Math.min(20, limits.requestTimeout) * 1000,
    requestTimeout: limits.requestTimeout * 1000,
    connectionsCheckingInterval: 5000,
    maxHeaderSize: 32 * 1024,
    noDelay: true,
  };
  const files = tlsFiles(tls);
  const server: Server = files
    ? https.createServer({ ...options, ...readCertificate(files) }, handler)
    : http.createServer(options, handler);
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    // Who is not asked for the body will not send it, and what comes next would be taken for it.
    response.setHeader('Connection', 'close');
    holdBody(request, () => {
      response.removeHeader('Connection');
      response.writeContinue();
    });
    handler(request, response);
  });
  server.setTimeout(limits.idleTimeout * 1000, (socket) => socket.destroy());
  return server;
}

function listenHint(error: Error): string {
  if (hasCode(error, 'EACCES'))
    return 'ports below 1024 need a special permission: choose another --port.';
  if (hasCode(error, 'EADDRINUSE'))
    return 'choose another --port, or stop the program that listens there.';
  return 'choose a --host that is an address of this machine; 0.0.0.0 means all of them.';
}

/**
 * Starts to listen.
 *
 * @returns the port
 * @throws CacheServerError LISTEN_FAILED
 */
export function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error) =>
      reject(
        new CacheServerError({
          code: 'LISTEN_FAILED',
          message: `The server cannot listen on ${host}:${port}: ${error.message}`,
          hint: listenHint(error),
          cause: error,
        }),
      );
    server.once('error', fail);
    try {
      server.listen({ host, port, backlog: 1024 }, () =>
        resolve((server.address() as AddressInfo).port),
      );
    } catch (error) {
      // Node 22 throws for what no host can be called.
      fail(error as Error);
    }
  });
}

/** Lets requests under way end, then closes what is left. */
export async function closeServer(server: Server, milliseconds: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const idle = setInterval(() => server.closeIdleConnections(), 100);
  const end = setTimeout(() => server.closeAllConnections(), milliseconds);
  await closed;
  clearInterval(idle);
  clearTimeout(end);
}

import { readFileSync } from 'node:fs';
import http, { type RequestListener, type Server } from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Config } from '../config/schema.js';
import { CacheServerError } from '../errors.js';
import { hasCode } from '../files.js';

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
    headersTimeout: 20_000,
    requestTimeout: limits.requestTimeout * 1000,
    connectionsCheckingInterval: 5000,
    maxHeaderSize: 32 * 1024,
    noDelay: true,
  };
  const isSecure = tls.certificate !== undefined && tls.key !== undefined;
  const server = isSecure
    ? createTlsServer(tls.certificate ?? '', tls.key ?? '', options, handler)
    : http.createServer(options, handler);
  server.setTimeout(limits.idleTimeout * 1000, (socket) => socket.destroy());
  return server as Server;
}

function tlsError(problem: string, place: string, hint: string, cause: unknown): CacheServerError {
  const message = `${problem}: ${(cause as Error).message}`;
  return new CacheServerError({ code: 'CONFIG_INVALID', message, place, hint, cause });
}

function createTlsServer(
  certificate: string,
  key: string,
  options: http.ServerOptions,
  handler: RequestListener,
): https.Server {
  const files = { cert: readTls(certificate), key: readTls(key) };
  try {
    return https.createServer({ ...options, ...files }, handler);
  } catch (error) {
    const hint = 'both must be PEM files, and the certificate must be of that key.';
    throw tlsError('TLS cannot be used', `${certificate}, ${key}`, hint, error);
  }
}

function readTls(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    const hint = 'check "tls.certificate" and "tls.key".';
    throw tlsError('A file for TLS cannot be read', file, hint, error);
  }
}

function listenHint(error: Error): string {
  if (hasCode(error, 'EACCES'))
    return 'ports below 1024 need a right of their own: choose another --port.';
  if (hasCode(error, 'EADDRINUSE')) return 'choose another --port, or stop what listens there.';
  return 'choose a --host that is an address of this machine; 0.0.0.0 stands for all of them.';
}

/**
 * Starts to listen.
 *
 * @returns the port
 * @throws CacheServerError LISTEN_FAILED
 */
export function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) =>
      reject(
        new CacheServerError({
          code: 'LISTEN_FAILED',
          message: `The server cannot listen on ${host}:${port}: ${error.message}`,
          hint: listenHint(error),
          cause: error,
        }),
      ),
    );
    server.listen({ host, port, backlog: 1024 }, () =>
      resolve((server.address() as AddressInfo).port),
    );
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

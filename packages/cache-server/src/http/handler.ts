import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Asker, Authenticator } from '../auth/authenticator.js';
import { drainBody } from '../body/read-request.js';
import type { Log } from '../log.js';
import type { Metrics } from '../metrics/metrics.js';
import { replyText } from './reply.js';
import { type Exchange, type Route, secondsOf } from './route.js';

/** Most bytes of a body that are read of someone who may not send it. */
const strangerBytes = 8 * 1024 * 1024;

/** What {@link createHandler} puts together. */
export interface HandlerParts {
  authenticator: Authenticator;
  metrics: Metrics;
  routes: readonly Route[];
  /** What stands before every path; empty, or with a slash in front and none behind. */
  basePath: string;
  /** The address whose failures are counted. */
  addressOf(request: IncomingMessage): string;
  onTrouble(message: string, error: unknown): void;
  log: Log;
}

function toExchange(
  request: IncomingMessage,
  response: ServerResponse,
  basePath: string,
): Exchange {
  const url = request.url ?? '/';
  const end = url.indexOf('?');
  const path = end < 0 ? url : url.slice(0, end);
  return {
    request,
    response,
    path: path.startsWith(basePath) ? path.slice(basePath.length) || '/' : '',
    query: end < 0 ? '' : url.slice(end + 1),
    startedAt: performance.now(),
  };
}

function logRequest(log: Log, exchange: Exchange): void {
  const { request, response, path } = exchange;
  const seconds = secondsOf(exchange);
  log.debug('request', { method: request.method, path, status: response.statusCode, seconds });
}

/** Finds the route, checks who asks, and keeps every mistake of ours from reaching the client as a 5xx. */
export function createHandler(parts: HandlerParts): RequestListener {
  const { authenticator, metrics, routes, basePath } = parts;

  async function refuse({ request, response }: Exchange): Promise<void> {
    metrics.unauthorized += 1;
    await drainBody(request, strangerBytes);
    replyText(response, 401, 'Unauthorized\n', { 'WWW-Authenticate': 'Bearer' });
  }

  async function postpone({ request, response }: Exchange): Promise<void> {
    await drainBody(request, strangerBytes);
    replyText(response, 503, 'Too many tokens wait for their check\n', { 'Retry-After': '1' });
  }

  function proceed(exchange: Exchange, route: Route, identity: Asker): unknown {
    if (identity === 'busy') return postpone(exchange);
    return identity || route.isPublic ? route.handle(exchange, identity) : refuse(exchange);
  }

  function fail({ request, response }: Exchange, error: unknown): void {
    parts.onTrouble('a request failed', error);
    // A miss and a refusal are what clients can live with.
    replyText(response, request.method === 'PUT' ? 403 : 404, 'Not available\n');
  }

  async function answer(exchange: Exchange): Promise<void> {
    const { request, response, path } = exchange;
    const route = routes.find(({ prefix }) => path.startsWith(prefix));
    if (!route) {
      await drainBody(request);
      replyText(response, 404, 'Not found\n');
      return;
    }
    const identity = route.isPublic
      ? undefined
      : authenticator.identify(request.headers.authorization, parts.addressOf(request));
    await proceed(exchange, route, identity instanceof Promise ? await identity : identity);
  }

  return (request, response) => {
    const exchange = toExchange(request, response, basePath);
    // A client that goes away in the middle is no error of ours.
    request.on('error', () => undefined);
    response.on('error', () => undefined);
    if (parts.log.has('debug')) response.once('close', () => logRequest(parts.log, exchange));
    answer(exchange).catch((error) => fail(exchange, error));
  };
}

import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Asker, Authenticator } from '../auth/authenticator.js';
import { drainBody } from '../body/read-request.js';
import type { Log } from '../log.js';
import type { Metrics } from '../metrics/metrics.js';
import { replyText } from './reply.js';
import { type Exchange, type Route, secondsOf } from './route.js';

/** Most bytes of a body that are read of someone who may not send it. */
const strangerBytes = 8 * 1024 * 1024;

const ignore = () => undefined;

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

/**
 * Lets an answer that waits for its turn behind others end with its connection. Node says nothing to it then, and
 * whoever sends it would wait for ever.
 */
function endWithConnection({ socket }: IncomingMessage, response: ServerResponse): void {
  // There may be any number of them.
  socket.setMaxListeners(0);
  const end = () => {
    if (response.destroyed) return;
    response.destroy();
    response.emit('close');
  };
  socket.once('close', end);
  response.once('finish', () => socket.off('close', end));
}

/** Why nobody knows who asks. */
const unchecked: Record<Extract<Asker, string>, string> = {
  busy: 'Too many tokens are waiting to be checked',
  unavailable: 'The issuer of this token does not publish its keys',
};

/** Answers when something is wrong with us. */
function replyTrouble(
  { request, response }: Exchange,
  route: Route | undefined,
  reason: string,
): void {
  const hidden = request.method === 'PUT' ? 403 : 404;
  if (route?.hidesTrouble) replyText(response, hidden, `${reason}\n`);
  else replyText(response, 503, `${reason}\n`, { 'Retry-After': '1' });
}

/** Finds the route, checks who asks, and keeps every mistake of ours from reaching the client as a 5xx. */
export function createHandler(parts: HandlerParts): RequestListener {
  const { authenticator, metrics, routes, basePath } = parts;

  async function refuse({ request, response }: Exchange): Promise<void> {
    metrics.unauthorized += 1;
    replyText(response, 401, 'Unauthorized\n', { 'WWW-Authenticate': 'Bearer' });
    await drainBody(request, strangerBytes);
  }

  async function postpone(exchange: Exchange, route: Route, reason: string): Promise<void> {
    metrics.unchecked += 1;
    replyTrouble(exchange, route, reason);
    await drainBody(exchange.request, strangerBytes);
  }

  function proceed(exchange: Exchange, route: Route, identity: Asker): unknown {
    if (typeof identity === 'string') return postpone(exchange, route, unchecked[identity]);
    if (route.isPublic) return handlePublic(exchange, route);
    return identity ? route.handle(exchange, identity) : refuse(exchange);
  }

  async function handlePublic(exchange: Exchange, route: Route): Promise<void> {
    // Before the answer: behind it, Node reads on without end by itself.
    const drained = drainBody(exchange.request, strangerBytes);
    await route.handle(exchange, undefined);
    await drained;
  }

  function fail(exchange: Exchange, error: unknown): void {
    parts.onTrouble('a request failed', error);
    replyTrouble(exchange, findRoute(exchange), 'Not available');
  }

  const findRoute = ({ path }: Exchange) =>
    routes.find(({ prefix, isExact }) => (isExact ? path === prefix : path.startsWith(prefix)));

  async function answer(exchange: Exchange): Promise<void> {
    const { request, response } = exchange;
    const route = findRoute(exchange);
    if (!route) {
      replyText(response, 404, 'Not found\n');
      await drainBody(request, strangerBytes);
      return;
    }
    const identity = route.isPublic
      ? undefined
      : authenticator.identify(request.headers.authorization, parts.addressOf(request));
    await proceed(exchange, route, identity instanceof Promise ? await identity : identity);
  }

  const isLogged = parts.log.has('debug');
  return (request, response) => {
    const exchange = toExchange(request, response, basePath);
    // A client that goes away in the middle is no error of ours.
    request.on('error', ignore);
    response.on('error', ignore);
    if (!response.socket) endWithConnection(request, response);
    if (isLogged) response.once('close', () => logRequest(parts.log, exchange));
    answer(exchange).catch((error) => fail(exchange, error));
  };
}

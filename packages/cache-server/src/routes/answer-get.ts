import type { Identity } from '../auth/identity.js';
import { type Awaitable, whenReady } from '../awaitable.js';
import { replyText } from '../http/reply.js';
import { type Exchange, secondsOf } from '../http/route.js';
import { sendBody } from '../http/send-body.js';
import type { Metrics } from '../metrics/metrics.js';
import type { CacheService, Found } from '../service/cache-service.js';
import type { TaskStatistics } from '../stats/task-statistics.js';
import type { Protocol } from '../storage/object-key.js';

const bodyHeaders = { 'Content-Type': 'application/octet-stream' };

/** What the routes of all protocols work with. */
export interface CacheRouteParts {
  service: CacheService;
  metrics: Metrics;
  tasks: TaskStatistics;
}

/**
 * Looks for an object and answers: the body, a way to it, or a miss.
 *
 * @param name - undefined when the client sent none that this protocol has
 */
export function answerGet(
  exchange: Exchange,
  identity: Identity,
  protocol: Protocol,
  name: string | undefined,
  parts: CacheRouteParts,
): Awaitable<void> {
  const found: Awaitable<Found> =
    name === undefined ? { result: 'bad-name' } : parts.service.find(identity, protocol, name);
  return whenReady(found, (each) =>
    each.result === 'hit'
      ? sendHit(exchange, identity, protocol, each, parts)
      : sendOther(exchange, protocol, each, parts),
  );
}

async function sendHit(
  exchange: Exchange,
  identity: Identity,
  protocol: Protocol,
  { object, key }: Extract<Found, { result: 'hit' }>,
  { service, metrics, tasks }: CacheRouteParts,
): Promise<void> {
  const { request, response } = exchange;
  const { size } = object.body;
  const endDownload = service.startDownload(identity, size, () => request.socket.destroy());
  try {
    await sendBody(response, object.body, bodyHeaders);
  } finally {
    endDownload();
  }
  const seconds = secondsOf(exchange);
  metrics.read(protocol, 'hit', size, seconds);
  tasks.add(key, { kind: 'hit', bytes: size, seconds });
}

function sendOther(
  exchange: Exchange,
  protocol: Protocol,
  found: Exclude<Found, { result: 'hit' }>,
  { metrics, tasks }: CacheRouteParts,
): void {
  const { response } = exchange;
  const seconds = secondsOf(exchange);
  metrics.read(protocol, found.result, 0, seconds);
  // A miss has no text: one write instead of two, and nobody reads it.
  if (found.result !== 'redirected') {
    replyText(response, 404, '');
    return;
  }
  tasks.add(found.key, { kind: 'hit', bytes: 0, seconds });
  replyText(response, 302, '', { Location: found.url });
}

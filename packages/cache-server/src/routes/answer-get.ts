import type { Identity } from '../auth/identity.js';
import type { Metrics } from '../metrics/metrics.js';
import { replyText } from '../server/reply.js';
import { sendBody } from '../server/send-body.js';
import type { CacheService, Found } from '../service/cache-service.js';
import type { TaskStatistics } from '../stats/task-statistics.js';
import type { Protocol } from '../storage/object-key.js';
import { type Exchange, secondsOf } from './route.js';

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
export async function answerGet(
  exchange: Exchange,
  identity: Identity,
  protocol: Protocol,
  name: string | undefined,
  parts: CacheRouteParts,
): Promise<void> {
  const found: Found =
    name === undefined
      ? { result: 'bad-name' }
      : await parts.service.find(identity, protocol, name);
  await sendFound(exchange, protocol, found, parts);
}

async function sendFound(
  exchange: Exchange,
  protocol: Protocol,
  found: Found,
  { service, metrics, tasks }: CacheRouteParts,
): Promise<void> {
  const { response } = exchange;
  if (found.result === 'hit') {
    const endDownload = service.startDownload();
    const { size } = found.object.body;
    try {
      await sendBody(response, found.object.body, bodyHeaders);
    } finally {
      endDownload();
    }
    const seconds = secondsOf(exchange);
    metrics.read(protocol, 'hit', size, seconds);
    tasks.add(found.key, { kind: 'hit', bytes: size, seconds });
    return;
  }
  metrics.read(protocol, found.result, 0, secondsOf(exchange));
  if (found.result === 'redirected')
    tasks.add(found.key, { kind: 'hit', bytes: 0, seconds: secondsOf(exchange) });
  if (found.result === 'redirected') replyText(response, 302, '', { Location: found.url });
  // Without a text: one write instead of two, and nobody reads it.
  else replyText(response, 404, '');
}

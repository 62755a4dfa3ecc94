import type { Identity } from '../auth/identity.js';
import { drainBody } from '../body/read-request.js';
import { replyText } from '../http/reply.js';
import { type Exchange, type Route, secondsOf } from '../http/route.js';
import type { WriteResult } from '../service/outcomes.js';
import { answerGet, type CacheRouteParts } from './answer-get.js';

const prefix = '/v1/cache/';
/** Nx sends decimal numbers; the width leaves room for a longer hash. */
const taskHash = /^[0-9A-Za-z_-]{1,64}$/;

/** What the client is told about an upload that was not taken. It goes on with its run either way. */
const refusals: Record<Exclude<WriteResult, 'stored'>, string> = {
  exists: 'Already stored by another run',
  'read-only': 'This token may only read',
  'too-large': 'Larger than this server stores',
  'length-mismatch': 'The body does not have the declared length',
  aborted: 'The upload was cut off',
  failed: 'The store is not available',
  overloaded: 'Too many uploads at the same time',
  closing: 'The server is shutting down',
  'bad-name': 'Not a task hash',
};

/**
 * The protocol of Nx's self-hosted cache, as its client behaves: it takes 200, 403 and 409 for an
 * answer to PUT and 200, 302 and 404 for one to GET; anything else fails the run it should speed up.
 */
export function nxRoute(parts: CacheRouteParts): Route {
  const { service, metrics } = parts;

  async function put(exchange: Exchange, identity: Identity, name: string): Promise<void> {
    const { request, response } = exchange;
    const isName = taskHash.test(name);
    const result = isName ? await service.store(identity, 'nx', name, request) : 'bad-name';
    metrics.wrote('nx', result, secondsOf(exchange));
    if (result === 'stored') replyText(response, 200, '');
    else replyText(response, result === 'exists' ? 409 : 403, `${refusals[result]}\n`);
    await drainBody(request);
  }

  return {
    prefix,
    hidesTrouble: true,
    handle(exchange, identity) {
      const name = exchange.path.slice(prefix.length);
      const { method } = exchange.request;
      if (method === 'GET')
        return answerGet(
          exchange,
          identity as Identity,
          'nx',
          taskHash.test(name) ? name : undefined,
          parts,
        );
      if (method === 'PUT') return put(exchange, identity as Identity, name);
      return replyText(exchange.response, 405, 'GET or PUT\n', { Allow: 'GET, PUT' });
    },
  };
}

import type { Identity } from '../auth/identity.js';
import { drainBody } from '../body/read-request.js';
import { replyText } from '../http/reply.js';
import { type Exchange, type Route, secondsOf } from '../http/route.js';
import { answerGet, type CacheRouteParts } from './answer-get.js';

const prefix = '/sccache/';
/** `a/b/c/<digest>`, `.sccache_check`, behind whatever SCCACHE_WEBDAV_KEY_PREFIX says. */
const entryName = /^(?:[\w-][\w.-]{0,63}\/){0,10}[\w.][\w-]{0,127}$/;

/** The answer to "is there a folder": always, so that the client never has to make one. */
function collection(path: string): string {
  const href = path.replace(/[^\w./-]/g, '');
  return `<?xml version="1.0" encoding="utf-8"?>
<D:multistatus xmlns:D="DAV:"><D:response><D:href>${href}</D:href><D:propstat><D:prop><D:resourcetype><D:collection/></D:resourcetype><D:getlastmodified>Thu, 01 Jan 1970 00:00:00 GMT</D:getlastmodified></D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response></D:multistatus>
`;
}

/** As much of WebDAV as sccache uses: GET, HEAD, PUT, and PROPFIND of folders. */
export function sccacheRoute(parts: CacheRouteParts): Route {
  const { service, metrics } = parts;

  async function put(exchange: Exchange, identity: Identity, name: string): Promise<void> {
    const { request, response } = exchange;
    const isName = entryName.test(name);
    const result = isName ? await service.store(identity, 'sccache', name, request) : 'bad-name';
    metrics.wrote('sccache', result, secondsOf(exchange));
    // An entry that is there already is as good: its name is the digest of all that went into it.
    if (result === 'stored') replyText(response, 201, '');
    else if (result === 'exists') response.writeHead(204).end();
    else replyText(response, 403, `${result}\n`);
    await drainBody(request);
  }

  async function propfind({ request, response, path }: Exchange): Promise<void> {
    await drainBody(request);
    const headers = { 'Content-Type': 'application/xml; charset=utf-8' };
    if (path.endsWith('/')) replyText(response, 207, collection(path), headers);
    else replyText(response, 404, 'Not found\n');
  }

  return {
    prefix,
    hidesTrouble: true,
    handle(exchange, identity) {
      const name = exchange.path.slice(prefix.length);
      const { method } = exchange.request;
      if (method === 'GET' || method === 'HEAD')
        return answerGet(
          exchange,
          identity as Identity,
          'sccache',
          entryName.test(name) ? name : undefined,
          parts,
        );
      if (method === 'PUT') return put(exchange, identity as Identity, name);
      if (method === 'PROPFIND') return propfind(exchange);
      if (method === 'MKCOL') return replyText(exchange.response, 201, '');
      return replyText(exchange.response, 405, '', { Allow: 'GET, HEAD, PUT, PROPFIND' });
    },
  };
}

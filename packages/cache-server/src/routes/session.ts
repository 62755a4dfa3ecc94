import type { Sessions } from '../auth/sessions.js';
import { drainBody } from '../body/read-request.js';
import { replyJson, replyText } from '../http/reply.js';
import type { Route } from '../http/route.js';

/** `POST /v1/session`: a token that lasts as long as a run, for an identity token that lasts minutes. */
export function sessionRoute(sessions: Sessions | undefined): Route {
  return {
    prefix: '/v1/session',
    isExact: true,
    async handle({ request, response }, identity) {
      await drainBody(request);
      if (request.method !== 'POST') return replyText(response, 405, '', { Allow: 'POST' });
      // Only for identity tokens: a session, or a token that was revoked, must not renew itself.
      if (!sessions || identity?.origin !== 'oidc')
        return replyText(response, 403, 'Sessions are for identity tokens of CI runs\n');
      const { grant, provenance } = identity;
      const scope = grant.own === undefined ? 'shared' : 'own';
      replyJson(response, 200, {
        token: sessions.issue(identity),
        identity: provenance.identity,
        workspace: grant.workspace,
        role: grant.role,
        scope,
      });
    },
  };
}

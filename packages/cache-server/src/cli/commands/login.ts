import { CacheServerError } from '../../errors.js';
import type { Arguments, Command } from '../command.js';
import { ask, serverConnection } from '../server-connection.js';
import { setVariables } from '../set-variables.js';

const usage = `nx-signal-cache login [options]

Exchanges the identity token of a CI run for one that lasts as long as the run, and sets it for the steps
behind this one.

  --server URL       default: NX_SELF_HOSTED_REMOTE_CACHE_SERVER
  --audience NAME    as the server is configured; default: the server's URL

GitHub: the job needs \`permissions: { id-token: write }\`. GitLab: \`id_tokens\` with NX_SIGNAL_CACHE_TOKEN.
Without an identity token, such as in a run from a fork, NX_SKIP_REMOTE_CACHE=true is set instead.`;

/** The identity token of this run; undefined when it has none. */
async function identityToken(server: string, args: Arguments, environment: NodeJS.ProcessEnv) {
  if (environment['NX_SIGNAL_CACHE_TOKEN']) return environment['NX_SIGNAL_CACHE_TOKEN'];
  const url = environment['ACTIONS_ID_TOKEN_REQUEST_URL'];
  if (!url) return undefined;
  const audience = encodeURIComponent(args.flags['audience'] ?? server);
  const authorization = `Bearer ${environment['ACTIONS_ID_TOKEN_REQUEST_TOKEN'] ?? ''}`;
  const answer = await ask(`${url}&audience=${audience}`, { headers: { authorization } });
  return ((await answer.json()) as { value?: string }).value;
}

async function exchange(server: string, token: string): Promise<{ token: string; text: string }> {
  const headers = { authorization: `Bearer ${token}` };
  const answer = await ask(`${server}/v1/session`, { method: 'POST', headers });
  if (answer.ok) {
    const session = (await answer.json()) as Record<
      'token' | 'identity' | 'role' | 'scope',
      string
    >;
    const { identity, role, scope } = session;
    return { token: session.token, text: `${identity}: ${role}, scope ${scope}` };
  }
  throw new CacheServerError({
    code: 'LOGIN_FAILED',
    message: `The server did not accept the identity token: ${(await answer.text()).trim()} (${answer.status}).`,
    hint: 'its rules under "auth.oidc" must fit this repository, ref and event, and the audience must be the same.',
  });
}

/** `nx-signal-cache login`: in CI, before Nx. */
export const login: Command = {
  name: 'login',
  summary: 'get a token for a CI run',
  usage,
  flags: ['server', 'audience'],
  switches: [],
  async run(args, io) {
    const { url } = serverConnection(args, io);
    const identity = await identityToken(url, args, io.environment);
    if (identity === undefined) {
      setVariables({ NX_SKIP_REMOTE_CACHE: 'true' }, [], io);
      io.stderr('This run has no identity token: it goes on without the remote cache.\n');
      return 0;
    }
    const { token, text } = await exchange(url, identity);
    setVariables(
      {
        NX_SELF_HOSTED_REMOTE_CACHE_SERVER: url,
        NX_SELF_HOSTED_REMOTE_CACHE_ACCESS_TOKEN: token,
      },
      ['NX_SELF_HOSTED_REMOTE_CACHE_ACCESS_TOKEN'],
      io,
    );
    io.stderr(`${text}\n`);
    return 0;
  },
};

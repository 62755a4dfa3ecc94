import { z } from 'zod';
import { CacheServerError } from '../../errors.js';
import type { Arguments, Command, CommandIo } from '../command.js';
import { ask, serverConnection } from '../server-connection.js';
import { setVariables } from '../set-variables.js';

const usage = `nx-signal-cache login [options]

Exchanges the identity token of a CI run for one that lasts as long as the run, and sets it for the
following steps.

  --server URL       default: NX_SELF_HOSTED_REMOTE_CACHE_SERVER
  --audience NAME    as the server is configured; default: the server's URL
  --required         fail where the run would continue without the cache

GitHub: the job needs \`permissions: { id-token: write }\`. GitLab: \`id_tokens\` with NX_SIGNAL_CACHE_TOKEN.
Without an identity token, as in a run from a fork, or if the server or the issuer of the token is unavailable,
NX_SKIP_REMOTE_CACHE=true is set instead. A token that the server refuses is an error.`;

const sessionSchema = z.object({
  // It becomes a line of a file of variables, and of a script.
  token: z.string().regex(/^[\w.-]{1,8192}$/),
  identity: z.string(),
  role: z.string(),
  scope: z.string(),
});

/** Says that somebody who should answer does not, in a way that may pass. */
function trouble(message: string, cause?: unknown): CacheServerError {
  const hint = 'try again later; without --required, the run continues without the remote cache.';
  return new CacheServerError({ code: 'SERVER_UNREACHABLE', message, hint, cause });
}

async function jsonOf(answer: Response, whose: string): Promise<unknown> {
  try {
    return await answer.json();
  } catch (error) {
    throw trouble(`${whose} sent an answer that is not JSON.`, error);
  }
}

/** The identity token of this run; undefined when it has none. */
async function identityToken(server: string, args: Arguments, environment: NodeJS.ProcessEnv) {
  if (environment['NX_SIGNAL_CACHE_TOKEN']) return environment['NX_SIGNAL_CACHE_TOKEN'];
  const url = environment['ACTIONS_ID_TOKEN_REQUEST_URL'];
  if (!url) return undefined;
  const audience = encodeURIComponent(args.flags['audience'] ?? server);
  const authorization = `Bearer ${environment['ACTIONS_ID_TOKEN_REQUEST_TOKEN'] ?? ''}`;
  const answer = await ask(`${url}&audience=${audience}`, { headers: { authorization } });
  if (!answer.ok) throw trouble(`The issuer of identity tokens answered ${answer.status}.`);
  const { value } = (await jsonOf(answer, 'The issuer of identity tokens')) as { value?: string };
  return value;
}

async function exchange(server: string, token: string): Promise<{ token: string; text: string }> {
  const headers = { authorization: `Bearer ${token}` };
  const answer = await ask(`${server}/v1/session`, { method: 'POST', headers });
  if (answer.ok) {
    const session = sessionSchema.safeParse(await jsonOf(answer, 'The server'));
    if (!session.success) throw trouble("The server's answer is not a session.");
    const { identity, role, scope } = session.data;
    return { token: session.data.token, text: `${identity}: ${role}, scope ${scope}` };
  }
  const said = `${(await answer.text()).trim().slice(0, 500)} (${answer.status})`;
  if (answer.status >= 500 || answer.status === 429)
    throw trouble(`The server cannot check the identity token now: ${said}.`);
  throw new CacheServerError({
    code: 'LOGIN_FAILED',
    message: `The server did not accept the identity token: ${said}.`,
    hint: 'its rules under "auth.oidc" must match this repository, ref and event, and the audience must be the same.',
  });
}

/** Lets the run go on without the cache. */
function goWithout(reason: string, io: CommandIo): void {
  setVariables({ NX_SKIP_REMOTE_CACHE: 'true' }, [], io);
  io.stderr(`${reason}\nThe run continues without the remote cache.\n`);
}

async function logIn(args: Arguments, io: CommandIo): Promise<void> {
  const { url } = serverConnection(args, io);
  const identity = await identityToken(url, args, io.environment);
  if (identity === undefined) {
    const reason = 'This run has no identity token.';
    if (!args.flags['required']) return goWithout(reason, io);
    const hint = 'nx-signal-cache login --help says how to provide one.';
    throw new CacheServerError({ code: 'LOGIN_FAILED', message: reason, hint });
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
}

/** `nx-signal-cache login`: in CI, before Nx. */
export const login: Command = {
  name: 'login',
  summary: 'get a token for a CI run',
  usage,
  flags: ['server', 'audience', 'required'],
  switches: ['required'],
  async run(args, io) {
    try {
      await logIn(args, io);
    } catch (error) {
      const mayPass = error instanceof CacheServerError && error.code === 'SERVER_UNREACHABLE';
      if (!mayPass || args.flags['required']) throw error;
      goWithout(error.message, io);
    }
    return 0;
  },
};

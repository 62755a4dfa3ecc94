import { CacheServerError } from '../../errors.js';
import type { Summary } from '../../stats/summary.js';
import type { Command } from '../command.js';
import { formatSummary } from '../format-summary.js';
import { ask, serverConnection } from '../server-connection.js';

const usage = `nx-signal-cache stats [options]

Prints what the page of a running server shows: hits, bytes, tasks, refusals, evictions.

  --server URL   default: NX_SELF_HOSTED_REMOTE_CACHE_SERVER; the token comes from
                 NX_SELF_HOSTED_REMOTE_CACHE_ACCESS_TOKEN
  --json         for programs`;

/** `nx-signal-cache stats`. */
export const stats: Command = {
  name: 'stats',
  summary: 'what a running server did',
  usage,
  flags: ['server', 'json'],
  switches: ['json'],
  async run(args, io) {
    const { url, token } = serverConnection(args, io);
    const headers: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {};
    const answer = await ask(`${url}/v1/stats`, { headers });
    if (!answer.ok)
      throw new CacheServerError({
        code: 'SERVER_UNREACHABLE',
        message: `${url} answered ${answer.status} ${(await answer.text()).trim()}.`,
        hint: 'set NX_SELF_HOSTED_REMOTE_CACHE_ACCESS_TOKEN to a token that the server knows.',
      });
    const summary = (await answer.json()) as Summary;
    io.stdout(
      args.flags['json'] ? `${JSON.stringify(summary, null, 2)}\n` : formatSummary(summary),
    );
    return 0;
  },
};

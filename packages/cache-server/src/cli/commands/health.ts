import { once } from 'node:events';
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { CacheServerError } from '../../errors.js';
import { serverUrl } from '../../server/server-url.js';
import type { Command } from '../command.js';
import { configFlags, configSwitches, readConfiguration } from '../configuration.js';

const usage = `nx-signal-cache health [options]

Asks whether the server with this configuration answers on this machine: exit code 0, or 1. For the health
checks of containers. It takes the options, variables and file that \`serve\` was started with.`;

/** The status that a server on this machine answers. Its certificate need not be for this address. */
async function statusOf(url: string): Promise<number | undefined> {
  const signal = AbortSignal.timeout(10_000);
  const request = url.startsWith('https:')
    ? https.get(url, { rejectUnauthorized: false, signal, agent: false })
    : http.get(url, { signal, agent: false });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  response.resume();
  return response.statusCode;
}

/** `nx-signal-cache health`. */
export const health: Command = {
  name: 'health',
  summary: 'whether the server on this machine answers',
  usage,
  flags: configFlags,
  switches: configSwitches,
  async run(args, io) {
    const config = readConfiguration(args, io);
    const url = serverUrl(config, config.port);
    const answer = await statusOf(`${url}/healthz`).catch((error: Error) => error);
    if (answer === 200) {
      io.stdout(`${url} answers\n`);
      return 0;
    }
    throw new CacheServerError({
      code: 'SERVER_UNREACHABLE',
      message: `${url} does not answer: ${answer instanceof Error ? answer.message : answer}`,
      hint: 'start it, or use the same options, variables and file it was started with.',
    });
  },
};

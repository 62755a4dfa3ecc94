import { existsSync } from 'node:fs';
import { createToken, tokenDigest } from '../../auth/static-tokens.js';
import { changeTokenFile, type TokenEntry } from '../../auth/token-file.js';
import { keepYoungGeneration } from '../../body/collect-garbage.js';
import type { Config } from '../../config/schema.js';
import { Log } from '../../log.js';
import { tokenFile } from '../../server/data-folder.js';
import { isOnAllAddresses } from '../../server/server-url.js';
import { type RunningServer, startServer } from '../../server/start-server.js';
import type { Command, CommandIo } from '../command.js';
import { configFlags, configSwitches, readConfiguration } from '../configuration.js';
import { untilToldToEnd } from '../until-told-to-end.js';

const usage = `nx-signal-cache serve [options]

Serves Nx (/v1/cache/) and sccache (/sccache/). The first start makes a token and prints the two lines
to set in the environment of Nx.

  --config FILE         default: nx-signal-cache.json, when there is one
  --host, --port        default: 127.0.0.1, 7420
  --storage.folder DIR  objects and tokens
  --s3.bucket NAME      objects in an S3-compatible store instead

Every option has a flag and a variable: docs/reference/cache-server.md.`;

/** Makes the first token of a new server; undefined when there is a token file already. */
function makeFirstToken(config: Config, io: CommandIo): string | undefined {
  const file = tokenFile(config, io.environment);
  if (existsSync(file) || config.auth.oidc.length > 0) return undefined;
  const token = createToken();
  const entry: TokenEntry = {
    id: 'first',
    sha256: tokenDigest(token),
    role: 'write',
    scope: 'shared',
    workspace: 'default',
    created: new Date().toISOString(),
  };
  let isMade = true;
  changeTokenFile(file, (content) => {
    // Somebody may have been faster.
    isMade = content.tokens.length === 0;
    return isMade ? { ...content, tokens: [entry] } : content;
  });
  return isMade ? token : undefined;
}

/** Forgets a first token that nobody has seen, and the file when nothing else is in it. */
function forgetFirstToken(token: string, file: string): void {
  const isOther = ({ sha256 }: TokenEntry) => sha256 !== tokenDigest(token);
  changeTokenFile(file, (content) => {
    const tokens = content.tokens.filter(isOther);
    return tokens.length + content.revokedSessions.length > 0 ? { ...content, tokens } : undefined;
  });
}

function announce(
  server: RunningServer,
  token: string | undefined,
  config: Config,
  io: CommandIo,
): void {
  io.stdout(`nx-signal-cache listens on ${server.url}\n`);
  if (token === undefined) return;
  io.stdout(
    [
      '',
      'Set these where Nx runs. The token is shown only once, and may write what everyone reads:',
      '',
      `NX_SELF_HOSTED_REMOTE_CACHE_SERVER=${server.url}`,
      `NX_SELF_HOSTED_REMOTE_CACHE_ACCESS_TOKEN=${token}`,
      '',
      ...(isOnAllAddresses(config)
        ? ['On other machines, use the name of this one instead of 127.0.0.1.', '']
        : []),
      'For others: nx-signal-cache token add --help',
      '',
    ].join('\n'),
  );
}

/** Starts; a first token that nobody has seen is forgotten when that fails. */
async function startWithToken(config: Config, log: Log, io: CommandIo) {
  const token = makeFirstToken(config, io);
  try {
    return { token, server: await startServer(config, log, io.environment) };
  } catch (error) {
    if (token !== undefined) forgetFirstToken(token, tokenFile(config, io.environment));
    throw error;
  }
}

/** `nx-signal-cache serve`: until a signal ends it. */
export const serve: Command = {
  name: 'serve',
  summary: 'serve Nx and sccache; the default',
  usage,
  flags: configFlags,
  switches: configSwitches,
  async run(args, io) {
    const config = readConfiguration(args, io);
    const log = new Log(config.log.level, io.stderr);
    const end = untilToldToEnd();
    const { token, server } = await startWithToken(config, log, io);
    keepYoungGeneration();
    announce(server, token, config, io);
    log.info('listening', { url: server.url, storage: config.s3.bucket ? 's3' : 'files' });
    const signal = await end;
    log.info(
      'shutting down once requests in progress are completed; a second signal stops the server at once',
      {
        signal,
      },
    );
    await server.close();
    log.info('stopped');
    return 0;
  },
};

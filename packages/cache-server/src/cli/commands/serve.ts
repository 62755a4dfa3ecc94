import { existsSync } from 'node:fs';
import { createToken, tokenDigest } from '../../auth/static-tokens.js';
import { writeTokenFile } from '../../auth/token-file.js';
import type { Config } from '../../config/schema.js';
import { Log } from '../../log.js';
import { tokenFile } from '../../server/data-folder.js';
import { type RunningServer, startServer } from '../../server/start-server.js';
import type { Command, CommandIo } from '../command.js';
import { configFlags, readConfiguration } from '../configuration.js';

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
  const created = new Date().toISOString();
  const sha256 = tokenDigest(token);
  const workspace = 'default';
  writeTokenFile(file, [
    { id: 'first', sha256, role: 'write', scope: 'shared', workspace, created },
  ]);
  return token;
}

function announce(server: RunningServer, token: string | undefined, io: CommandIo): void {
  io.stdout(`nx-signal-cache listens on ${server.url}\n`);
  if (token === undefined) return;
  io.stdout(
    [
      '',
      'Set these where Nx runs. The token is shown this once; it may write what everyone reads:',
      '',
      `NX_SELF_HOSTED_REMOTE_CACHE_SERVER=${server.url}`,
      `NX_SELF_HOSTED_REMOTE_CACHE_ACCESS_TOKEN=${token}`,
      '',
      'For others: nx-signal-cache token add --help',
      '',
    ].join('\n'),
  );
}

/** Resolves when the process is told to end. */
function untilToldToEnd(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    process.once('SIGTERM', resolve);
    process.once('SIGINT', resolve);
  });
}

/** `nx-signal-cache serve`: until a signal ends it. */
export const serve: Command = {
  name: 'serve',
  summary: 'serve Nx and sccache; the default',
  usage,
  flags: configFlags,
  async run(args, io) {
    const config = readConfiguration(args, io);
    const log = new Log(config.log.level, io.stderr);
    const token = makeFirstToken(config, io);
    const end = untilToldToEnd();
    const server = await startServer(config, log, io.environment);
    announce(server, token, io);
    log.info('listening', { url: server.url, storage: config.s3.bucket ? 's3' : 'files' });
    const signal = await end;
    log.info('shutting down', { signal });
    await server.close();
    log.info('stopped');
    return 0;
  },
};

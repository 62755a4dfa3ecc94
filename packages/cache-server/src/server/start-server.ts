import type { IncomingMessage } from 'node:http';
import { Authenticator } from '../auth/authenticator.js';
import { OidcVerifier } from '../auth/oidc.js';
import { providers } from '../auth/providers.js';
import { Sessions } from '../auth/sessions.js';
import { StaticTokens } from '../auth/static-tokens.js';
import type { Config } from '../config/schema.js';
import { createHandler } from '../http/handler.js';
import { closeServer, createHttpServer, listen } from '../http/http-server.js';
import type { Route } from '../http/route.js';
import type { Log } from '../log.js';
import { Metrics } from '../metrics/metrics.js';
import { nxRoute } from '../routes/nx.js';
import {
  healthRoute,
  metricsRoute,
  provenanceRoute,
  readyRoute,
  statsRoute,
} from '../routes/observe.js';
import { pageRoute } from '../routes/page.js';
import { sccacheRoute } from '../routes/sccache.js';
import { sessionRoute } from '../routes/session.js';
import { CacheService } from '../service/cache-service.js';
import { TaskStatistics } from '../stats/task-statistics.js';
import type { Storage, StorageEvents } from '../storage/storage.js';
import { dataFolder, tokenFile } from './data-folder.js';
import { makeBodyMemory, memoryBytes, openStorage } from './open-storage.js';
import { serverUrl } from './server-url.js';
import { folderSecret } from './session-secret.js';

/** A server that listens. */
export interface RunningServer {
  /** As reached from this machine, without a slash at the end. */
  url: string;
  port: number;
  storage: Storage;
  /** Ends requests under way, then the process's hold on the store. */
  close(): Promise<void>;
}

function storageEvents(metrics: Metrics, log: Log): StorageEvents {
  return {
    corrupt(id) {
      metrics.corrupt += 1;
      log.warn('an object did not match its digest and was put aside', { object: id });
    },
    evicted: (bytes, cause) => metrics.evicted(bytes, cause),
    trouble(message, error) {
      metrics.storageTroubles += 1;
      log.trouble(message, error);
    },
  };
}

function makeAuthenticator(
  config: Config,
  sessions: Sessions | undefined,
  metrics: Metrics,
  log: Log,
): Authenticator {
  const { auth } = config;
  return new Authenticator({
    tokens: new StaticTokens(tokenFile(config), (error) =>
      log.trouble('the token file could not be read again; the tokens before it stay valid', error),
    ),
    sessions,
    issuers: auth.oidc.map(({ provider, issuer, jwksUrl, audience, rules }) => {
      const known = providers[provider];
      const from = (issuer ?? known.issuer).replace(/\/$/, '');
      const keys = jwksUrl ?? `${from}${known.jwksPath}`;
      return new OidcVerifier({ provider, issuer: issuer ?? from, audience, jwksUrl: keys, rules });
    }),
    anonymous: auth.anonymous,
    onTrouble: (error) => log.trouble('an identity token could not be checked', error),
    onForged(address, isLimit) {
      metrics.forged += 1;
      if (isLimit)
        log.warn('too many forged tokens from one address: its tokens are checked one at a time', {
          address,
        });
    },
  });
}

/** Who is counted when a token is wrong. */
function addressOf(trustProxy: boolean) {
  return ({ headers, socket }: IncomingMessage): string => {
    const forwarded = trustProxy ? headers['x-forwarded-for'] : undefined;
    const last = String(forwarded ?? '')
      .split(',')
      .at(-1)
      ?.trim();
    return last || (socket.remoteAddress ?? '');
  };
}

function makeRoutes(
  config: Config,
  parts: { service: CacheService; storage: Storage; metrics: Metrics; tasks: TaskStatistics },
  sessions: Sessions | undefined,
): Route[] {
  const observe = { ...parts, isPublic: config.metrics.public };
  // The page is last: its prefix fits every path.
  return [
    nxRoute(parts),
    sccacheRoute(parts),
    sessionRoute(sessions),
    statsRoute(observe),
    provenanceRoute(observe),
    metricsRoute(observe),
    healthRoute,
    readyRoute(observe),
    pageRoute,
  ];
}

function makeSessions(config: Config, folder: string, log: Log): Sessions | undefined {
  const { oidc, sessionSecret, sessionLifetime } = config.auth;
  if (oidc.length === 0) return undefined;
  return new Sessions(
    sessionSecret ?? folderSecret(folder, (message) => log.warn(message)),
    sessionLifetime,
  );
}

/**
 * Puts a server together and starts it.
 *
 * @param open - opens another store than the configuration names
 * @throws CacheServerError when it cannot start
 */
export async function startServer(
  config: Config,
  log: Log,
  environment: NodeJS.ProcessEnv = process.env,
  open: typeof openStorage = openStorage,
): Promise<RunningServer> {
  const folder = dataFolder(config, environment);
  const metrics = new Metrics();
  const tasks = new TaskStatistics();
  const memory = makeBodyMemory(config.limits.memory);
  const events = storageEvents(metrics, log);
  const sessions = makeSessions(config, folder, log);
  const authenticator = makeAuthenticator(config, sessions, metrics, log);
  const storage = open(config, folder, memory, events, environment);
  const { maxObject, uploads, downloads, shutdownTimeout } = config.limits;
  const service = new CacheService({
    storage,
    metrics,
    tasks,
    receive: { maxBytes: maxObject, memoryBytes, ...memory },
    maxUploads: uploads,
    maxDownloads: downloads,
    onTrouble: events.trouble,
  });
  const handler = createHandler({
    authenticator,
    metrics,
    routes: makeRoutes(config, { service, storage, metrics, tasks }, sessions),
    basePath: config.basePath.replace(/\/$/, ''),
    addressOf: addressOf(config.auth.trustProxy),
    onTrouble: (message, error) => log.trouble(message, error),
    log,
  });
  const start = async () => {
    const server = createHttpServer(config, handler);
    return { server, port: await listen(server, config.host, config.port) };
  };
  const { server, port } = await start().catch(async (error) => {
    await storage.close();
    throw error;
  });
  return {
    url: serverUrl(config, port),
    port,
    storage,
    async close() {
      service.isClosing = true;
      await closeServer(server, shutdownTimeout * 1000);
      await storage.close();
    },
  };
}

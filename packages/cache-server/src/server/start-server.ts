import type { IncomingMessage } from 'node:http';
import type { Server as HttpsServer } from 'node:https';
import { AuditLog } from '../audit-log.js';
import { Authenticator } from '../auth/authenticator.js';
import { OidcVerifier } from '../auth/oidc.js';
import { providers } from '../auth/providers.js';
import { Sessions } from '../auth/sessions.js';
import { StaticTokens } from '../auth/static-tokens.js';
import { Clock } from '../clock.js';
import type { Config } from '../config/schema.js';
import { createHandler } from '../http/handler.js';
import { closeServer, createHttpServer, listen, tlsFiles } from '../http/http-server.js';
import type { Route } from '../http/route.js';
import { watchCertificate } from '../http/watch-certificate.js';
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
    warn: (message) => log.warn(message),
    trouble(message, error) {
      metrics.storageTroubles += 1;
      log.trouble(message, error);
    },
  };
}

function makeAuthenticator(
  config: Config,
  clock: Clock,
  sessions: Sessions | undefined,
  metrics: Metrics,
  log: Log,
): Authenticator {
  const { auth } = config;
  return new Authenticator({
    tokens: new StaticTokens(
      tokenFile(config),
      (error) =>
        log.trouble(
          'the token file could not be read again; the tokens before it stay valid',
          error,
        ),
      clock,
    ),
    clock,
    sessions,
    issuers: auth.oidc.map(({ provider, issuer, jwksUrl, audience, rules }) => {
      const known = providers[provider];
      const from = (issuer ?? known.issuer).replace(/\/$/, '');
      const keys = jwksUrl ?? `${from}${known.jwksPath}`;
      const settings = { provider, issuer: issuer ?? from, audience, jwksUrl: keys, rules };
      return new OidcVerifier(settings, clock);
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

function openAuditLog({ audit: { file } }: Config, log: Log): AuditLog | undefined {
  if (file === undefined) return undefined;
  return new AuditLog(file, (error) =>
    log.trouble('a line of the audit log could not be written', error),
  );
}

function makeSessions(
  config: Config,
  folder: string,
  clock: Clock,
  log: Log,
): Sessions | undefined {
  const { oidc, sessionSecret, sessionLifetime } = config.auth;
  if (oidc.length === 0) return undefined;
  return new Sessions(
    sessionSecret ?? folderSecret(folder, (message) => log.warn(message)),
    sessionLifetime,
    clock,
  );
}

/**
 * Puts a server together and starts it.
 *
 * @throws CacheServerError when it cannot start
 */
export async function startServer(
  config: Config,
  log: Log,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<RunningServer> {
  const folder = dataFolder(config, environment);
  const metrics = new Metrics();
  const tasks = new TaskStatistics();
  const memory = makeBodyMemory(config.limits.memory);
  const events = storageEvents(metrics, log);
  const clock = new Clock((seconds) =>
    log.warn('the clock was set back: what has expired stays expired until a restart', { seconds }),
  );
  const sessions = makeSessions(config, folder, clock, log);
  const authenticator = makeAuthenticator(config, clock, sessions, metrics, log);
  const audit = openAuditLog(config, log);
  const storage = await openStorage(config, folder, memory, events, environment);
  const { maxObject, uploads, downloads, shutdownTimeout } = config.limits;
  const { rate, idleTimeout: grace, requestTimeout: seconds } = config.limits;
  const service = new CacheService({
    storage,
    metrics,
    tasks,
    receive: { maxBytes: maxObject, memoryBytes, ...memory },
    uploads: { most: uploads, grace, rate, seconds },
    downloads: { most: downloads, grace, rate, seconds },
    onTrouble: events.trouble,
    onStored: audit && ((record) => audit.note(record)),
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
  const open = async () => {
    const server = createHttpServer(config, handler);
    return { server, port: await listen(server, config.host, config.port) };
  };
  const { server, port } = await open().catch(async (error) => {
    await storage.close();
    throw error;
  });
  const files = tlsFiles(config.tls);
  const endWatch =
    files &&
    watchCertificate(server as HttpsServer, files, (error) =>
      log.trouble('a new certificate cannot be used; the one before it stays', error),
    );
  return {
    url: serverUrl(config, port),
    port,
    storage,
    async close() {
      service.isClosing = true;
      await closeServer(server, shutdownTimeout * 1000);
      endWatch?.();
      service.close();
      await storage.close();
      audit?.close();
    },
  };
}

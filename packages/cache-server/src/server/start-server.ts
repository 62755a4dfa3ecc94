import type { IncomingMessage, RequestListener } from 'node:http';
import type { Server as HttpsServer } from 'node:https';
import { AuditLog } from '../audit-log.js';
import type { Sessions } from '../auth/sessions.js';
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
import { CacheService, type CacheServiceParts } from '../service/cache-service.js';
import { TaskStatistics } from '../stats/task-statistics.js';
import type { Storage, StorageEvents } from '../storage/storage.js';
import { dataFolder } from './data-folder.js';
import { openAuth } from './open-auth.js';
import { type BodyMemory, makeBodyMemory, memoryBytes, openStorage } from './open-storage.js';
import { serverUrl } from './server-url.js';

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

function makeService(
  config: Config,
  parts: Pick<CacheServiceParts, 'storage' | 'metrics' | 'tasks' | 'onTrouble'>,
  memory: BodyMemory,
  audit: AuditLog | undefined,
): CacheService {
  const { maxObject, uploads, downloads, rate, idleTimeout, requestTimeout } = config.limits;
  const times = { grace: idleTimeout, rate, seconds: requestTimeout };
  return new CacheService({
    ...parts,
    receive: { maxBytes: maxObject, memoryBytes, ...memory },
    uploads: { most: uploads, ...times },
    downloads: { most: downloads, ...times },
    onStored: audit && ((record) => audit.note(record)),
  });
}

/** Listens, with the certificate of each moment. */
async function openServer(config: Config, handler: RequestListener, log: Log) {
  const server = createHttpServer(config, handler);
  const port = await listen(server, config.host, config.port);
  const files = tlsFiles(config.tls);
  const endWatch =
    files &&
    watchCertificate(server as HttpsServer, files, (error) =>
      log.trouble('a new certificate cannot be used; the previous one stays', error),
    );
  return { server, port, endWatch };
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
  const [metrics, tasks] = [new Metrics(), new TaskStatistics()];
  const memory = makeBodyMemory(config.limits.memory);
  const events = storageEvents(metrics, log);
  const { authenticator, sessions } = openAuth(config, folder, metrics, log);
  const audit = openAuditLog(config, log);
  const storage = await open(config, folder, memory, events, environment);
  const parts = { storage, metrics, tasks, onTrouble: events.trouble };
  const service = makeService(config, parts, memory, audit);
  const handler = createHandler({
    authenticator,
    metrics,
    routes: makeRoutes(config, { service, storage, metrics, tasks }, sessions),
    basePath: config.basePath.replace(/\/$/, ''),
    addressOf: addressOf(config.auth.trustProxy),
    onTrouble: (message, error) => log.trouble(message, error),
    log,
  });
  const release = async () => {
    service.close();
    await storage.close();
    audit?.close();
  };
  const { server, port, endWatch } = await openServer(config, handler, log).catch(async (error) => {
    await release();
    throw error;
  });
  return {
    url: serverUrl(config, port),
    port,
    storage,
    async close() {
      service.isClosing = true;
      await closeServer(server, config.limits.shutdownTimeout * 1000);
      endWatch?.();
      await release();
    },
  };
}

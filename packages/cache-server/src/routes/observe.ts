import type { Identity } from '../auth/identity.js';
import { replyJson, replyText } from '../http/reply.js';
import type { Route } from '../http/route.js';
import type { Metrics } from '../metrics/metrics.js';
import { formatPrometheus } from '../metrics/prometheus.js';
import type { CacheService } from '../service/cache-service.js';
import { summarize } from '../stats/summary.js';
import type { TaskStatistics } from '../stats/task-statistics.js';
import type { Storage } from '../storage/storage.js';

/** What is shown of a running server. */
export interface ObserveParts {
  service: CacheService;
  storage: Storage;
  metrics: Metrics;
  tasks: TaskStatistics;
  /** `/metrics` without a token. */
  isPublic: boolean;
}

/** `/healthz`: the process answers. */
export const healthRoute: Route = {
  prefix: '/healthz',
  isExact: true,
  isPublic: true,
  handle: ({ response }) => replyText(response, 200, 'ok\n'),
};

/** `/readyz`: the store can be used, and the server is not about to end. For load balancers: may be 503. */
export function readyRoute({ service, storage }: ObserveParts): Route {
  return {
    prefix: '/readyz',
    isExact: true,
    isPublic: true,
    async handle({ response }) {
      if (service.isClosing) return replyText(response, 503, 'shutting down\n');
      try {
        await storage.check();
        replyText(response, 200, 'ready\n');
      } catch {
        replyText(response, 503, 'the store is not available\n');
      }
    },
  };
}

/** `/metrics`: counters for Prometheus. */
export function metricsRoute({ service, storage, metrics, isPublic }: ObserveParts): Route {
  return {
    prefix: '/metrics',
    isExact: true,
    isPublic,
    handle({ response }) {
      const gauges = { usage: storage.usage(), ...service.load };
      const headers = { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' };
      replyText(response, 200, formatPrometheus(metrics, gauges), headers);
    },
  };
}

/** `/v1/stats`: what the page and `nx-signal-cache stats` show. */
export function statsRoute({ storage, metrics, tasks }: ObserveParts): Route {
  return {
    prefix: '/v1/stats',
    isExact: true,
    handle({ response }, identity) {
      const rows = tasks.list((identity as Identity).grant.workspace);
      replyJson(response, 200, summarize(metrics, storage.usage(), rows));
    },
  };
}

/** `/v1/provenance/<hash>`: who stored an object, and when, in the scopes that the asker reads. */
export function provenanceRoute({ storage }: ObserveParts): Route {
  const prefix = '/v1/provenance/';
  return {
    prefix,
    async handle({ response, path }, identity) {
      const name = path.slice(prefix.length);
      for (const scope of (identity as Identity).access.reads) {
        const record = await storage.describe({ protocol: 'nx', scope, name });
        if (record) return replyJson(response, 200, record);
      }
      replyText(response, 404, 'Not found\n');
    },
  };
}

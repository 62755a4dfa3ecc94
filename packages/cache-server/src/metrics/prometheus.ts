import type { Protocol } from '../storage/object-key.js';
import { durationBounds, type Histogram } from './histogram.js';
import type { Metrics } from './metrics.js';

/** What is measured at the moment of asking. */
export interface Gauges {
  usage?: { bytes: number; objects: number } | undefined;
  uploads: number;
  downloads: number;
}

const prefix = 'nx_signal_cache_';

type Sample = [labels: string, value: number];

function family(name: string, type: string, help: string, samples: readonly Sample[]): string {
  const lines = samples.map(
    ([labels, value]) => `${prefix}${name}${labels && `{${labels}}`} ${value}`,
  );
  return [`# HELP ${prefix}${name} ${help}`, `# TYPE ${prefix}${name} ${type}`, ...lines].join(
    '\n',
  );
}

function counts(protocol: Protocol, results: Partial<Record<string, number>>): Sample[] {
  return Object.entries(results).map(([result, value]) => [
    `protocol="${protocol}",result="${result}"`,
    value ?? 0,
  ]);
}

function histogram(name: string, help: string, list: readonly [Protocol, Histogram][]): string {
  const lines = list.flatMap(([protocol, { buckets, sum, count }]) => {
    let total = 0;
    const label = `protocol="${protocol}"`;
    const bounded = durationBounds.map((bound, index) => {
      total += buckets[index] ?? 0;
      return `${prefix}${name}_bucket{${label},le="${bound}"} ${total}`;
    });
    return [
      ...bounded,
      `${prefix}${name}_bucket{${label},le="+Inf"} ${count}`,
      `${prefix}${name}_sum{${label}} ${sum}`,
      `${prefix}${name}_count{${label}} ${count}`,
    ];
  });
  return [`# HELP ${prefix}${name} ${help}`, `# TYPE ${prefix}${name} histogram`, ...lines].join(
    '\n',
  );
}

/** All metrics in the text format of Prometheus. */
export function formatPrometheus(metrics: Metrics, gauges: Gauges): string {
  const list = Object.entries(metrics.protocols) as [Protocol, Metrics['protocols'][Protocol]][];
  const perProtocol = (value: (metrics: Metrics['protocols'][Protocol]) => number): Sample[] =>
    list.map(([protocol, each]) => [`protocol="${protocol}"`, value(each)]);
  const parts = [
    family(
      'reads_total',
      'counter',
      'Requests for objects by result.',
      list.flatMap(([protocol, { reads }]) => counts(protocol, reads)),
    ),
    family(
      'writes_total',
      'counter',
      'Uploads by result.',
      list.flatMap(([protocol, { writes }]) => counts(protocol, writes)),
    ),
    family(
      'sent_bytes_total',
      'counter',
      'Bytes of bodies sent.',
      perProtocol(({ bytesSent }) => bytesSent),
    ),
    family(
      'received_bytes_total',
      'counter',
      'Bytes of bodies received whole.',
      perProtocol(({ bytesReceived }) => bytesReceived),
    ),
    histogram(
      'read_seconds',
      'Time of requests for objects.',
      list.map(([protocol, { readSeconds }]) => [protocol, readSeconds]),
    ),
    histogram(
      'write_seconds',
      'Time of uploads.',
      list.map(([protocol, { writeSeconds }]) => [protocol, writeSeconds]),
    ),
    family('unauthorized_total', 'counter', 'Requests without a valid token.', [
      ['', metrics.unauthorized],
    ]),
    family('forged_total', 'counter', 'Tokens with a forged signature.', [['', metrics.forged]]),
    family('unchecked_total', 'counter', 'Tokens that could not be checked.', [
      ['', metrics.unchecked],
    ]),
    family(
      'slow_total',
      'counter',
      'Uploads and downloads that were aborted because they were too slow.',
      [['', metrics.slow]],
    ),
    family('corrupt_total', 'counter', 'Objects that did not match their digest.', [
      ['', metrics.corrupt],
    ]),
    family('evictions_total', 'counter', 'Objects deleted by cause.', [
      ['cause="bytes"', metrics.evictions.bytes],
      ['cause="age"', metrics.evictions.age],
    ]),
    family('evicted_bytes_total', 'counter', 'Bytes of deleted objects.', [
      ['', metrics.evictedBytes],
    ]),
    family('storage_troubles_total', 'counter', 'Failures of the store.', [
      ['', metrics.storageTroubles],
    ]),
    family('uploads', 'gauge', 'Uploads under way.', [['', gauges.uploads]]),
    family('downloads', 'gauge', 'Downloads under way.', [['', gauges.downloads]]),
  ];
  if (gauges.usage)
    parts.push(
      family('stored_bytes', 'gauge', 'Bytes of all objects.', [['', gauges.usage.bytes]]),
      family('stored_objects', 'gauge', 'Number of objects.', [['', gauges.usage.objects]]),
    );
  return `${parts.join('\n')}\n`;
}

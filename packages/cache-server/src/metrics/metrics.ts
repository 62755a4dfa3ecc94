import type { ReadResult, WriteResult } from '../service/outcomes.js';
import type { Protocol } from '../storage/object-key.js';
import { Histogram } from './histogram.js';
import { Timeline } from './timeline.js';

/** A counter for each result. */
export type Counts<Result extends string> = Partial<Record<Result, number>>;

/** Counts of one protocol. */
export class ProtocolMetrics {
  readonly reads: Counts<ReadResult> = {};
  readonly writes: Counts<WriteResult> = {};
  readonly readSeconds = new Histogram();
  readonly writeSeconds = new Histogram();
  bytesSent = 0;
  bytesReceived = 0;
}

function increment<Result extends string>(counts: Counts<Result>, result: Result): void {
  counts[result] = (counts[result] ?? 0) + 1;
}

/** Everything this process counts since its start. */
export class Metrics {
  readonly startedAt = Date.now();
  readonly protocols: Record<Protocol, ProtocolMetrics> = {
    nx: new ProtocolMetrics(),
    sccache: new ProtocolMetrics(),
  };
  readonly timeline = new Timeline();
  unauthorized = 0;
  forged = 0;
  unchecked = 0;
  slow = 0;
  corrupt = 0;
  readonly evictions = { bytes: 0, age: 0 };
  evictedBytes = 0;
  storageTroubles = 0;

  /** Notes an answered request for an object. */
  read(protocol: Protocol, result: ReadResult, bytes: number, seconds: number): void {
    const metrics = this.protocols[protocol];
    increment(metrics.reads, result);
    metrics.readSeconds.add(seconds);
    metrics.bytesSent += bytes;
    const isHit = result === 'hit' || result === 'redirected';
    this.timeline.add(isHit ? { hits: 1, bytesSent: bytes } : { misses: 1 });
  }

  /** Notes an answered upload. */
  wrote(protocol: Protocol, result: WriteResult, seconds: number): void {
    const metrics = this.protocols[protocol];
    increment(metrics.writes, result);
    metrics.writeSeconds.add(seconds);
    this.timeline.add(result === 'stored' ? { stored: 1 } : { refused: 1 });
  }

  /** Notes a body that arrived whole. */
  received(protocol: Protocol, bytes: number): void {
    this.protocols[protocol].bytesReceived += bytes;
    this.timeline.add({ bytesReceived: bytes });
  }

  /** Notes an evicted object. */
  evicted(bytes: number, cause: 'bytes' | 'age'): void {
    this.evictions[cause] += 1;
    this.evictedBytes += bytes;
    this.timeline.add({ evicted: 1 });
  }
}

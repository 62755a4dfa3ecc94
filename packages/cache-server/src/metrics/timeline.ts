/** What happened in one span of time. */
export interface TimelineCounts {
  hits: number;
  misses: number;
  stored: number;
  refused: number;
  evicted: number;
  bytesSent: number;
  bytesReceived: number;
}

/** One span of time, by its start in milliseconds since 1970. */
export interface TimelinePoint extends TimelineCounts {
  start: number;
}

/** Milliseconds of one span. */
export const span = 5 * 60_000;
/** Spans that are kept: a day. */
const mostPoints = 288;

/** Counts by five minutes, for a day. */
export class Timeline {
  readonly points: TimelinePoint[] = [];

  /** Adds counts to the span of now. */
  add(counts: Partial<TimelineCounts>, now = Date.now()): void {
    const point = this.current(now);
    for (const name of Object.keys(counts) as (keyof TimelineCounts)[])
      point[name] += counts[name] ?? 0;
  }

  private current(now: number): TimelinePoint {
    const last = this.points.at(-1);
    if (last && now < last.start + span) return last;
    const start = Math.floor(now / span) * span;
    const point = {
      start,
      hits: 0,
      misses: 0,
      stored: 0,
      refused: 0,
      evicted: 0,
      bytesSent: 0,
      bytesReceived: 0,
    };
    this.points.push(point);
    if (this.points.length > mostPoints) this.points.shift();
    return point;
  }
}

import type { CacheCount } from '../process/cache-counts.js';

/** How many compilations a cache answered, and how many it had to do. */
export interface CompilerCounts {
  hits: number;
  misses: number;
}

const sumOf = (table: unknown): number =>
  Object.values((table ?? {}) as Record<string, unknown>).reduce<number>(
    (sum, count) => sum + (typeof count === 'number' ? count : 0),
    0,
  );

/** Reads what `sccache --show-stats --stats-format json` prints; undefined for anything else. */
export function parseStats(text: string): CompilerCounts | undefined {
  try {
    const { stats } = JSON.parse(text) as {
      stats: { cache_hits: { counts: unknown }; cache_misses: { counts: unknown } };
    };
    return { hits: sumOf(stats.cache_hits.counts), misses: sumOf(stats.cache_misses.counts) };
  } catch {
    return undefined;
  }
}

/** The counts as reports have them, for the projects that were built. */
export function asCacheCount(
  { hits, misses }: CompilerCounts,
  projects: readonly string[],
): CacheCount {
  const of = hits + misses;
  return { hits, of, parts: [{ projects: [...projects].sort(), hits, of }] };
}

/** The counts in words; undefined where nothing was compiled. */
export function countsInWords(counts: CompilerCounts | undefined): string | undefined {
  if (!counts || counts.hits + counts.misses === 0) return undefined;
  const { hits, misses } = counts;
  return `sccache: ${hits} of ${hits + misses} compilations from its cache`;
}

/** How much of something was found in a cache. */
export interface CacheCount {
  hits: number;
  of: number;
}

/** Tools that keep something between runs and tell how much of it they could use. */
export const countedCaches = ['mypy', 'sccache', 'buildkit'] as const;

/** One of {@link countedCaches}. */
export type CountedCache = (typeof countedCaches)[number];

/** What of {@link countedCaches} is known; nothing of what nobody told. */
export type CacheFigures = Partial<Record<CountedCache, CacheCount>>;

/** Adds up figures. */
export function addFigures(all: readonly CacheFigures[]): CacheFigures {
  const sums: CacheFigures = {};
  for (const name of countedCaches) {
    const known = all.flatMap((figures) => figures[name] ?? []);
    if (known.length === 0) continue;
    const sum = (key: keyof CacheCount) => known.reduce((total, one) => total + one[key], 0);
    sums[name] = { hits: sum('hits'), of: sum('of') };
  }
  return sums;
}

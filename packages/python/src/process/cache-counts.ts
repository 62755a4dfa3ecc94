/** How much of something was found in a cache. */
export interface CacheCount {
  hits: number;
  of: number;
  /** The same by what it was for, where that is known. */
  parts?: CountedPart[];
}

/** What was found for some projects: one that was built by itself, or those that were built together. */
export interface CountedPart {
  projects: string[];
  hits: number;
  of: number;
}

/** Tools that keep something between runs and tell how much of it they could use. */
export const countedCaches = ['mypy', 'sccache', 'buildkit'] as const;

/** One of {@link countedCaches}. */
export type CountedCache = (typeof countedCaches)[number];

/** What of {@link countedCaches} is known; nothing of what nobody told. */
export type CacheFigures = Partial<Record<CountedCache, CacheCount>>;

/** Adds up what was found for the same projects, in the order of their names. */
export function addParts(all: readonly CountedPart[]): CountedPart[] {
  const sums = new Map<string, CountedPart>();
  for (const { projects, hits, of } of all) {
    const key = projects.join('\0');
    const { hits: ownHits = 0, of: ownOf = 0 } = sums.get(key) ?? {};
    sums.set(key, { projects, hits: ownHits + hits, of: ownOf + of });
  }
  return [...sums].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, part]) => part);
}

/** Adds up figures. */
export function addFigures(all: readonly CacheFigures[]): CacheFigures {
  const sums: CacheFigures = {};
  for (const name of countedCaches) {
    const known = all.flatMap((figures) => figures[name] ?? []);
    if (known.length === 0) continue;
    const sum = (key: 'hits' | 'of') => known.reduce((total, one) => total + one[key], 0);
    const parts = addParts(known.flatMap(({ parts: own = [] }) => own));
    sums[name] = { hits: sum('hits'), of: sum('of'), ...(parts.length > 0 ? { parts } : {}) };
  }
  return sums;
}

/** Work of one project, in any unit that is the same for all. */
export interface Load {
  project: string;
  /** Undefined when nothing is recorded of it yet. */
  weight: number | undefined;
}

/** One job of a matrix. */
export interface Shard {
  /** For people: which of how many, such as `2/4`. */
  shard: string;
  /** Names of its projects, for Nx's `--projects`. */
  projects: string;
}

function median(values: readonly number[]): number | undefined {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)];
}

interface Bin {
  total: number;
  projects: string[];
}

function lightest(bins: readonly Bin[]): Bin | undefined {
  return bins.reduce<Bin | undefined>(
    (best, bin) =>
      best === undefined ||
      bin.total < best.total ||
      (bin.total === best.total && bin.projects.length < best.projects.length)
        ? bin
        : best,
    undefined,
  );
}

/**
 * Splits projects into at most `count` shards of about the same work: the heaviest first, each to the
 * lightest shard so far, which is never more than a third above the best split there is. Projects of
 * which nothing is recorded count as the median of the others; with no record at all the split is even.
 * The same loads give the same shards, in whatever order they come.
 *
 * @returns no shard at all when there is nothing to do
 */
export function planShards(loads: readonly Load[], count: number): Shard[] {
  const usual = median(loads.flatMap(({ weight }) => weight ?? [])) ?? 1;
  const weighed = loads
    .map(({ project, weight }) => ({ project, weight: Math.max(weight ?? usual, 0) }))
    .sort((left, right) => right.weight - left.weight || (left.project < right.project ? -1 : 1));
  const size = Math.min(Math.max(count, 1), weighed.length);
  const bins = Array.from({ length: size }, (): Bin => ({ total: 0, projects: [] }));
  for (const { project, weight } of weighed) {
    const bin = lightest(bins);
    if (!bin) continue;
    bin.total += weight;
    bin.projects.push(project);
  }
  return bins.map(({ projects }, index) => ({
    shard: `${index + 1}/${bins.length}`,
    projects: projects.sort().join(','),
  }));
}

import { addParts, type CountedCache, type CountedPart } from '../../process/cache-counts.js';
import type { HistoryLine } from './history-line.js';

/** A share of something; null where nothing was recorded. */
export type Rate = { hits: number; of: number } | null;

/** What a history comes to. */
export interface HistoryFigures {
  runs: number;
  /** Runs that may have been in another checkout, which shares Nx's record. */
  elsewhere: number;
  verdicts: Record<HistoryLine['verdict'], number>;
  /** Milliseconds that runs of the signal took, of which half and 95 % were quicker. */
  signal: { runs: number; p50: number | null; p95: number | null };
  /** The same, of those in which at least one task did the work. */
  working: { runs: number; p50: number | null; p95: number | null };
  /** How often results and packages were there already. */
  rates: Record<'nx' | 'uv' | CountedCache, Rate>;
  /** What was compiled for which projects, and how much of it was there already; the least of it first. */
  compiled: CountedPart[];
  /** Milliseconds of work by project, most first. */
  slowest: [project: string, milliseconds: number][];
  flaky: FlakyTask[];
}

/** A task whose tests ended in two ways with one hash. */
export interface FlakyTask {
  id: string;
  /** Tests that failed in it, most often first. */
  tests: string[];
  successes: number;
  failures: number;
}

/** The least value that a share of the others does not exceed. */
export function percentile(values: readonly number[], share: number): number | null {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;
}

function timesOf(lines: readonly HistoryLine[]): HistoryFigures['signal'] {
  const times = lines.flatMap(({ milliseconds }) => (milliseconds === null ? [] : [milliseconds]));
  return { runs: times.length, p50: percentile(times, 0.5), p95: percentile(times, 0.95) };
}

function rateOf(pairs: readonly [hits: number, of: number][]): Rate {
  const hits = pairs.reduce((sum, [own]) => sum + own, 0);
  const of = pairs.reduce((sum, [, own]) => sum + own, 0);
  return of === 0 ? null : { hits, of };
}

/** What a tool found in its cache, by its own word. */
function toolRate(lines: readonly HistoryLine[], tool: CountedCache): Rate {
  return rateOf(
    lines.flatMap(({ caches }) => {
      const count = caches?.[tool];
      return count ? [[count.hits, count.of] as [number, number]] : [];
    }),
  );
}

/** Projects by how little of what was compiled for them was there already. */
function compiledOf(lines: readonly HistoryLine[]): CountedPart[] {
  const share = ({ hits, of }: CountedPart) => hits / of;
  return addParts(lines.flatMap(({ caches }) => caches?.sccache?.parts ?? []))
    .sort((one, other) => share(one) - share(other))
    .slice(0, 10);
}

function slowestOf(lines: readonly HistoryLine[]): HistoryFigures['slowest'] {
  const sums = new Map<string, number>();
  for (const [project, milliseconds] of lines.flatMap(({ projects }) => projects))
    sums.set(project, (sums.get(project) ?? 0) + milliseconds);
  return [...sums].sort(([, one], [, other]) => other - one).slice(0, 10);
}

/** Tasks of tests that were green and red with the same hash, which holds all that they may depend on. */
export function flakyTasks(lines: readonly HistoryLine[]): FlakyTask[] {
  const outcomes = lines.flatMap(({ tests }) => tests);
  const keys = new Set(outcomes.map(({ id, hash }) => JSON.stringify([id, hash])));
  const flaky = new Map<string, FlakyTask>();
  for (const key of keys) {
    const own = outcomes.filter(({ id, hash }) => JSON.stringify([id, hash]) === key);
    const failed = own.filter(({ success }) => !success);
    const [first] = own;
    if (!first || failed.length === 0 || failed.length === own.length) continue;
    const known = flaky.get(first.id) ?? { id: first.id, tests: [], successes: 0, failures: 0 };
    flaky.set(first.id, {
      id: first.id,
      tests: [...new Set([...known.tests, ...failed.flatMap((one) => one.failed)])],
      successes: known.successes + own.length - failed.length,
      failures: known.failures + failed.length,
    });
  }
  return [...flaky.values()].sort((one, other) => other.failures - one.failures);
}

/** What some runs come to; what nothing recorded stays unknown. */
export function historyFigures(lines: readonly HistoryLine[]): HistoryFigures {
  const count = (verdict: HistoryLine['verdict']) =>
    lines.filter((line) => line.verdict === verdict).length;
  const judged = lines.filter(
    ({ signal, verdict }) => signal && (verdict === 'green' || verdict === 'red'),
  );
  return {
    runs: lines.length,
    elsewhere: lines.filter(({ own }) => !own).length,
    verdicts: {
      green: count('green'),
      red: count('red'),
      broken: count('broken'),
      interrupted: count('interrupted'),
    },
    signal: timesOf(judged),
    working: timesOf(judged.filter(({ ran }) => ran > 0)),
    rates: {
      nx: rateOf(lines.map(({ ran, replayed }) => [replayed, ran + replayed])),
      uv: rateOf(
        lines.map(({ environment }) => {
          const { installed = 0, prepared = 0 } = environment ?? {};
          return [Math.max(0, installed - prepared), installed];
        }),
      ),
      mypy: toolRate(lines, 'mypy'),
      sccache: toolRate(lines, 'sccache'),
      buildkit: toolRate(lines, 'buildkit'),
    },
    compiled: compiledOf(lines),
    slowest: slowestOf(lines),
    flaky: flakyTasks(lines),
  };
}

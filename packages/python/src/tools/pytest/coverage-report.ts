/** Counts of a file or of all, as coverage.py writes them. */
export interface CoverageCounts {
  num_statements: number;
  covered_lines: number;
  num_branches?: number;
  covered_branches?: number;
}

/** The part of coverage.py's report in JSON that is looked at. */
export interface CoverageReport {
  files: Record<
    string,
    { missing_lines: number[]; missing_branches?: [number, number][]; summary: CoverageCounts }
  >;
  totals: CoverageCounts & { percent_covered_display: string };
  /** What the settings of coverage.py ask of all together, lines and branches. */
  fail_under: number | null;
}

/** What must be reached. */
export interface Thresholds {
  lines?: number | undefined;
  branches?: number | undefined;
}

/** Where there is nothing, all of it is covered: coverage.py has it so. */
export function percentOf(covered: number, all: number): number {
  return all === 0 ? 100 : (100 * covered) / all;
}

/** To one place, and never rounded up to a figure that was not reached. */
export function percentText(percent: number): string {
  return `${Math.floor(percent * 10 + 1e-9) / 10} %`;
}

/** `7-9, 12`. */
export function rangesOf(lines: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const line of lines) {
    const last = ranges.at(-1);
    if (last && line === last[1] + 1) last[1] = line;
    else ranges.push([line, line]);
  }
  return ranges.map(([from, to]) => (from === to ? from : `${from}-${to}`)).join(', ');
}

const shown = 10;

function figure(name: string, covered: number, all: number): string {
  return `${percentText(percentOf(covered, all))} of ${name} (${covered} of ${all})`;
}

function figures({
  num_statements,
  covered_lines,
  num_branches,
  covered_branches = 0,
}: CoverageCounts): string {
  const branches =
    num_branches === undefined ? [] : [figure('branches', covered_branches, num_branches)];
  return [figure('lines', covered_lines, num_statements), ...branches].join(', ');
}

/** Lines of a file that were not run, or else branches. */
function missedIn([file, { missing_lines, missing_branches = [] }]: [
  string,
  CoverageReport['files'][string],
]): string | undefined {
  const exit = (line: number) => (line < 0 ? 'exit' : String(line));
  const branches = missing_branches.map(([from, to]) => `${exit(Math.abs(from))}->${exit(to)}`);
  if (missing_lines.length === 0 && branches.length === 0) return undefined;
  const missed = missing_lines.length > 0 ? [rangesOf(missing_lines)] : [];
  return `  ${file}  ${[...missed, ...branches.slice(0, shown)].join(', ')}`;
}

/** The figures of a run, and what was not run, in some lines. */
export function coverageLines({ files, totals }: CoverageReport): string {
  const missed = Object.entries(files).flatMap((entry) => missedIn(entry) ?? []);
  const rest = missed.length - shown;
  return [
    `coverage: ${figures(totals)}`,
    ...missed.slice(0, shown),
    ...(rest > 0 ? [`  and ${rest} more files, in coverage.json`] : []),
  ].join('\n');
}

/** What is below its threshold, in words. */
export function shortfalls(
  { totals, fail_under: together }: CoverageReport,
  { lines, branches }: Thresholds,
): string[] {
  const { num_statements, covered_lines, num_branches = 0, covered_branches = 0 } = totals;
  const rows = [
    ['lines', lines, percentOf(covered_lines, num_statements)],
    ['branches', branches, percentOf(covered_branches, num_branches)],
  ] as const;
  const total = Number(totals.percent_covered_display);
  const isLow = together !== null && total < together;
  const own = isLow ? [`${total} % in all, below fail_under = ${together}`] : [];
  const low = rows.flatMap(([name, least, reached]) =>
    least === undefined || reached >= least
      ? []
      : [`${percentText(reached)} of ${name}, below ${least} %`],
  );
  return [...low, ...own];
}

/** What pyright counts. */
export interface PyrightCounts {
  error: number;
  warning: number;
  information: number;
}

/** The findings in one file. */
interface Section {
  /** As pyright printed it. */
  file: string;
  lines: string[];
  counts: PyrightCounts;
}

/** All that a run of pyright printed. */
export interface PyrightReport {
  /** What it says about its settings, which is the same whatever is checked. */
  preamble: string[];
  /** File by file. */
  sections: Section[];
  /** Its own word for the least of its findings: `information`, or basedpyright's `note`. */
  least: string;
  /** What stands behind the counts of its last line. */
  end: string;
}

const header = /^(?:\/|[A-Za-z]:[\\/])\S/;
const finding = /^ {2}\S.*?:\d+:\d+ - (error|warning|information): /;
const summary = /^(\d+) errors?, (\d+) warnings?, (\d+) (information|note)s?( *)$/;

const none: PyrightCounts = { error: 0, warning: 0, information: 0 };

/** The counts of some sections together. */
export function countFindings(sections: readonly Section[]): PyrightCounts {
  const total = { ...none };
  for (const { counts } of sections) {
    for (const kind of ['error', 'warning', 'information'] as const) total[kind] += counts[kind];
  }
  return total;
}

function readSections(lines: readonly string[]): Pick<PyrightReport, 'preamble' | 'sections'> {
  const preamble: string[] = [];
  const sections: Section[] = [];
  for (const line of lines) {
    const current = sections.at(-1);
    const kind = finding.exec(line)?.[1] as keyof PyrightCounts | undefined;
    if (header.test(line)) sections.push({ file: line, lines: [line], counts: { ...none } });
    else if (current && line.startsWith('  ')) {
      current.lines.push(line);
      if (kind) current.counts[kind] += 1;
    } else preamble.push(line);
  }
  return { preamble, sections };
}

/**
 * Reads what pyright printed. Files are put into the order of their names: in which order pyright gets
 * to them depends on what else it checks.
 *
 * @returns undefined when it is not what pyright prints about files, or does not add up
 */
export function readPyright(output: string): PyrightReport | undefined {
  const lines = output.split(/\r?\n/).filter((line) => line !== '');
  const last = lines.filter((line) => summary.test(line));
  const [, error, warning, information, least = '', end = ''] = summary.exec(last[0] ?? '') ?? [];
  if (last.length !== 1) return undefined;
  const { preamble, sections } = readSections(lines.filter((line) => !summary.test(line)));
  const counts = countFindings(sections);
  const addsUp =
    counts.error === Number(error) &&
    counts.warning === Number(warning) &&
    counts.information === Number(information);
  sections.sort((a, b) => (a.file < b.file ? -1 : 1));
  return addsUp ? { preamble, sections, least, end } : undefined;
}

const plural = (count: number, word: string) => `${count} ${word}${count === 1 ? '' : 's'}`;

/** The part of a report that is about some files, as pyright would have printed it about them alone. */
export function writePyright(
  { preamble, sections, least, end }: PyrightReport,
  isOwn: (file: string) => boolean,
): { counts: PyrightCounts; output: string } {
  const own = sections.filter(({ file }) => isOwn(file));
  const counts = countFindings(own);
  const { error, warning, information } = counts;
  const total = [plural(error, 'error'), plural(warning, 'warning'), plural(information, least)];
  const lines = [...preamble, ...own.flatMap((section) => section.lines), total.join(', ') + end];
  return { counts, output: lines.map((line) => `${line}\n`).join('') };
}

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../../setup/run.mjs';
import { drawChart } from './chart.mjs';
import { resultsMarkdown } from './sections.mjs';

const begin = '<!-- figures: begin -->';
const end = '<!-- figures: end -->';

/** Replaces what stands between the two marks of the page. */
export function replaceFigures(page, figures) {
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`the page has no ${begin} … ${end}`);
  return `${page.slice(0, from + begin.length)}\n\n${figures}\n${page.slice(to)}`;
}

/** All results, except the output of runs that did not count. */
export function writeJson(file, results) {
  const text = JSON.stringify(results, (key, value) => (key === 'output' ? undefined : value), 2);
  writeFileSync(file, `${text}\n`);
}

/** Brings docs/benchmarks.md and its chart up to date. */
export function writeDocs(results) {
  const page = join(repository, 'docs', 'benchmarks.md');
  const bars = results.sections.filter(({ floor }) => floor !== undefined);
  const chart = bars.length > 0 ? '![Seconds per run](benchmarks.svg)\n\n' : '';
  const figures = chart + resultsMarkdown(results);
  writeFileSync(page, replaceFigures(readFileSync(page, 'utf8'), figures));
  if (bars.length > 0) writeFileSync(join(repository, 'docs', 'benchmarks.svg'), drawChart(bars));
}

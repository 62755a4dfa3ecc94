import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../../setup/run.mjs';
import { drawChart } from './chart.mjs';
import { resultsMarkdown } from './sections.mjs';

const benchmarks = join(repository, 'docs', 'benchmarks.md');

/** Replaces what stands between the two marks of that name on the page. */
export function replaceFigures(page, figures, name = 'figures') {
  const [begin, end] = [`<!-- ${name}: begin -->`, `<!-- ${name}: end -->`];
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`the page has no ${begin} … ${end}`);
  return `${page.slice(0, from + begin.length)}\n\n${figures}\n${page.slice(to)}`;
}

/** All results, except the output of runs that did not count. */
export function writeJson(file, results) {
  const text = JSON.stringify(results, (key, value) => (key === 'output' ? undefined : value), 2);
  writeFileSync(file, `${text}\n`);
}

/** Brings one named section of docs/benchmarks.md up to date. */
export function replaceSection(name, text) {
  writeFileSync(benchmarks, replaceFigures(readFileSync(benchmarks, 'utf8'), text, name));
}

/** Brings docs/benchmarks.md and its chart up to date. */
export function writeDocs(results) {
  const bars = results.sections.filter(({ floor }) => floor !== undefined);
  const chart = bars.length > 0 ? '![Seconds per run](benchmarks.svg)\n\n' : '';
  const figures = chart + resultsMarkdown(results);
  replaceSection('figures', figures);
  if (bars.length > 0) writeFileSync(join(repository, 'docs', 'benchmarks.svg'), drawChart(bars));
}

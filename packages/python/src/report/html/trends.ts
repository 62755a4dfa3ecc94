import type { HistoryFigures } from '../history/history-figures.js';
import type { HistoryLine } from '../history/history-line.js';
import { seconds } from '../stage-words.js';
import { html, type Markup } from './markup.js';

/** Runs that are drawn. */
const most = 60;
const height = 120;
const step = 10;

function bar(
  { milliseconds, verdict, start }: HistoryLine,
  index: number,
  highest: number,
): Markup {
  const size = Math.max(1.5, (height * (milliseconds ?? 0)) / highest);
  const title = `${new Date(start).toISOString()}: ${seconds(milliseconds ?? 0)}, ${verdict}`;
  return html`<rect class="${verdict}" x="${index * step + 1}" y="${(height - size).toFixed(1)}" width="${step - 2}" height="${size.toFixed(1)}"><title>${title}</title></rect>
`;
}

function chart(lines: readonly HistoryLine[], budget: number): Markup {
  const highest = Math.max(budget * 1000, ...lines.map(({ milliseconds }) => milliseconds ?? 0));
  const width = Math.max(20, lines.length) * step;
  const line = (height - (height * budget * 1000) / highest).toFixed(1);
  return html`<svg viewBox="0 0 ${width} ${height}" preserveAspectRatio="none" role="img" aria-label="Time of the last ${lines.length} runs, highest ${seconds(highest)}">
${lines.map((one, index) => bar(one, index, highest))}<line class="budget" x1="0" x2="${width}" y1="${line}" y2="${line}"/></svg>
<p class="scale"><span>${lines.length} runs, the newest at the right</span><span>dashed: ${budget} s</span></p>`;
}

const timeText = (milliseconds: number | null) =>
  milliseconds === null ? 'not recorded' : seconds(milliseconds);

function fact(name: string, value: string): Markup {
  return html`<div><dt>${name}</dt><dd>${value}</dd></div>
`;
}

function rate(value: HistoryFigures['rates']['nx']): string {
  return value === null ? 'not recorded' : `${Math.round((100 * value.hits) / value.of)} %`;
}

/** How runs of the signal went lately, and what they come to. */
export function trends(
  lines: readonly HistoryLine[],
  figures: HistoryFigures,
  budget: number,
): Markup {
  const drawn = lines.filter(({ signal, milliseconds }) => signal && milliseconds !== null);
  const { signal, rates, flaky } = figures;
  const facts = html`<dl class="facts">
${fact('p50', timeText(signal.p50))}${fact('p95', timeText(signal.p95))}${fact('results of Nx found in a cache', rate(rates.nx))}${fact('packages found in uv’s cache', rate(rates.uv))}</dl>`;
  const doubtful = flaky.map(
    ({ id, failures, successes, tests }) =>
      html`<li><b>${id}</b>: ${failures} times red, ${successes} times green with the same hash. ${tests.slice(0, 5).join(', ')}</li>
`,
  );
  return html`${drawn.length === 0 ? html`<p class="none">No run was recorded before.</p>` : chart(drawn.slice(-most), budget)}
${facts}
${doubtful.length === 0 ? '' : html`<h3>Flaky tests</h3><ul>${doubtful}</ul>`}`;
}

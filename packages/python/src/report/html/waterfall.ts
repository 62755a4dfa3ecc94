import { spanOf } from '../covered-time.js';
import type { ReportedProcess, SignalReport } from '../schema.js';
import { seconds } from '../stage-words.js';
import { criticalPath } from './critical-path.js';
import { html, type Markup } from './markup.js';

/** Processes that are shown: the longest. */
const most = 60;

function labelOf({ kind, tool, task, tasks }: ReportedProcess): string {
  if (kind === 'environment') return 'environment (uv)';
  return task ?? `${tool} for ${tasks} tasks`;
}

/** A share in percent, as CSS takes it. */
const percent = (part: number, whole: number) =>
  `${Math.min(100, Math.max(0, (100 * part) / whole)).toFixed(2)}%`;

function row(process: ReportedProcess, from: number, whole: number, isCritical: boolean): Markup {
  const [start, end] = spanOf(process);
  const place = `left:${percent(start - from, whole)};width:${percent(end - start, whole)}`;
  const kind = process.kind.replace(/[^a-z]/g, '-');
  return html`<li${isCritical ? html` class="critical"` : ''}>
<span class="name">${labelOf(process)}</span><span class="took">${seconds(process.milliseconds)}</span>
<span class="track"><span class="bar ${kind}" style="${place}"></span></span></li>
`;
}

/** What worked when, with the processes that decided how long it took. */
export function waterfall({ processes, run }: SignalReport): Markup {
  if (processes.length === 0) return html`<p class="none">No tool ran.</p>`;
  const path = criticalPath(processes);
  const longest = [...processes].sort((one, other) => other.milliseconds - one.milliseconds);
  const shown = longest.slice(0, most).sort((one, other) => spanOf(one)[0] - spanOf(other)[0]);
  const from = Math.min(Date.parse(run.start), ...processes.map((one) => spanOf(one)[0]));
  const until = Math.max(from + (run.milliseconds ?? 0), ...processes.map((one) => spanOf(one)[1]));
  const whole = Math.max(1, until - from);
  const rest = processes.length - shown.length;
  return html`<p>Marked: the chain that decided how long the run took.</p>
<ol class="waterfall">
${shown.map((one) => row(one, from, whole, path.has(one)))}</ol>
<p class="scale"><span>0 s</span><span>${seconds(whole)}</span></p>
${rest > 0 ? html`<p class="none">and ${rest} shorter ones</p>` : ''}`;
}

import type { ReportedTask, SignalReport } from '../schema.js';
import { seconds } from '../stage-words.js';
import type { Stage } from '../stages.js';
import { html, type Markup } from './markup.js';

const time = (milliseconds: number | null) =>
  milliseconds === null ? html`<span class="none">not measured</span>` : seconds(milliseconds);

function statusClass(status: string): string {
  if (/\b(?:red|broken|unfinished)\b/.test(status)) return 'bad';
  return status === 'green' || status === 'done' ? 'good' : 'none';
}

/** The stages of the run. */
export function stagesTable(stages: readonly Stage[]): Markup {
  const rows = stages.map(
    ({ name, milliseconds, count, source, status }) => html`<tr><th scope="row">${name}</th>
<td class="number">${time(milliseconds)}</td>
<td class="${statusClass(status)}">${status}</td><td>${count}</td><td>${source}</td></tr>
`,
  );
  return html`<div class="scroll"><table><thead><tr><th scope="col">Stage</th><th scope="col" class="number">Time</th>
<th scope="col">Status</th><th scope="col">Count</th><th scope="col">Source</th></tr></thead>
<tbody>
${rows}</tbody></table></div>`;
}

const columns = ['lint', 'typecheck', 'test:unit', 'audit'] as const;
const names = { lint: 'Lint', typecheck: 'Types', 'test:unit': 'Unit tests', audit: 'Audit' };

/** Projects that are shown: those with failures, and those that took longest. */
const most = 100;

function weight(tasks: readonly ReportedTask[]): number {
  const failed = tasks.filter(({ status }) => status !== 'success').length;
  const milliseconds = tasks.reduce((sum, task) => sum + (task.milliseconds ?? 0), 0);
  return failed * 1e12 + milliseconds;
}

const words = { failure: 'red', broken: 'broken', skipped: 'skipped', unfinished: 'unfinished' };

function cell(task: ReportedTask | undefined): Markup {
  if (!task) return html`<td></td>`;
  const { status, source, milliseconds } = task;
  if (status !== 'success') return html`<td class="bad">${words[status]}</td>`;
  const text = source === 'ran' && milliseconds !== null ? seconds(milliseconds) : source;
  return html`<td class="${source === 'ran' ? 'good' : 'none'}">${text}</td>`;
}

/** What became of each project, stage by stage: its time where it worked, else where its result is from. */
export function projectsTable({ tasks }: SignalReport): Markup {
  const byProject = new Map<string, ReportedTask[]>();
  for (const task of tasks)
    byProject.set(task.project, [...(byProject.get(task.project) ?? []), task]);
  const sorted = [...byProject].sort(([, one], [, other]) => weight(other) - weight(one));
  const rows = sorted.slice(0, most).map(([project, own]) => {
    const others = own.filter(({ kind }) => !columns.includes(kind as (typeof columns)[number]));
    const failed = others.filter(({ status }) => status !== 'success').length;
    const cells = columns.map((column) => cell(own.find(({ kind }) => kind === column)));
    const last = others.length === 0 ? '' : failed > 0 ? `${failed} red` : `${others.length} green`;
    return html`<tr><th scope="row">${project}</th>${cells}<td class="${failed > 0 ? 'bad' : 'good'}">${last}</td></tr>
`;
  });
  const rest = sorted.length - rows.length;
  return html`<div class="scroll"><table><thead><tr><th scope="col">Project</th>
${columns.map((column) => html`<th scope="col">${names[column]}</th>`)}<th scope="col">Others</th></tr></thead>
<tbody>
${rows}</tbody></table></div>
${rest > 0 ? html`<p class="none">and ${rest} projects more</p>` : ''}`;
}

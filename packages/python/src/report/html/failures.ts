import { readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { isInside } from '../../paths.js';
import type { ReportedFinding, SignalReport } from '../schema.js';
import { html, type Markup } from './markup.js';

/** Findings that are shown, and lines of source around each. */
const most = 100;
const around = 2;
const longest = 200;

/** Reads lines of a file of the workspace; nothing of what lies outside, or is no text. */
export type ReadLines = (file: string) => readonly string[] | undefined;

/** Reads files once each. */
export function linesIn(root: string): ReadLines {
  const known = new Map<string, readonly string[] | undefined>();
  const read = (file: string) => {
    try {
      const path = realpathSync(join(root, file));
      if (!isInside(path, realpathSync(root))) return undefined;
      return readFileSync(path, 'utf8').split('\n');
    } catch {
      return undefined;
    }
  };
  return (file) => {
    if (!known.has(file)) known.set(file, read(file));
    return known.get(file);
  };
}

function source({ file, line }: ReportedFinding, linesOf: ReadLines): Markup {
  const lines = file === null || line === null ? undefined : linesOf(file);
  if (lines === undefined || line === null || lines[line - 1] === undefined) return html``;
  const first = Math.max(1, line - around);
  const shown = lines.slice(first - 1, line + around).map((text, index) => {
    const number = first + index;
    const code = `${String(number).padStart(5)}  ${text.slice(0, longest)}`;
    return number === line ? html`<mark>${code}</mark>\n` : html`${code}\n`;
  });
  return html`<pre tabindex="0">${shown}</pre>`;
}

function entry(finding: ReportedFinding, linesOf: ReadLines): Markup {
  const { file, line, column, code, message, tool, test } = finding;
  const place = [file, line, column].filter((part) => part !== null).join(':');
  return html`<li><p><span class="place">${place}</span> <b>${code ?? tool ?? ''}</b> ${message.slice(0, 500)}</p>
${test === null ? '' : html`<p class="none">${test}</p>`}${source(finding, linesOf)}</li>
`;
}

/** What was found, task by task, with the lines that it is about as they are now. */
export function failures({ findings, tasks }: SignalReport, linesOf: ReadLines): Markup {
  const failed = tasks.filter(({ status }) => !['success', 'skipped'].includes(status));
  if (failed.length === 0 && findings.length === 0) return html`<p class="none">No findings.</p>`;
  let left = most;
  const blocks = [...new Set([...failed.map(({ id }) => id), ...findings.map(({ task }) => task)])]
    .sort()
    .map((id) => {
      const own = findings.filter(({ task }) => task === id).slice(0, Math.max(0, left));
      left -= own.length;
      const status = tasks.find((task) => task.id === id)?.status ?? '';
      return html`<h3>${id} <span class="${status === 'success' ? 'none' : 'bad'}">${status}</span></h3>
<ul class="findings">
${own.map((finding) => entry(finding, linesOf))}</ul>
`;
    });
  const rest = findings.length - (most - Math.max(0, left));
  return html`${blocks}${rest > 0 ? html`<p class="none">and ${rest} findings more, in signal.json</p>` : ''}`;
}

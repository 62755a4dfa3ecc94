import type { Verdict } from './schema.js';
import { verdictText } from './verdict-text.js';

/** Tasks that had failed, or could not run, and are green now. */
export function greenAgain(verdict: Verdict, before: Verdict | undefined): string[] {
  const red = new Set(
    before?.tasks.filter(({ status }) => status !== 'success').map(({ id }) => id),
  );
  return verdict.tasks
    .filter(({ id, status }) => status === 'success' && red.has(id))
    .map(({ id }) => id);
}

/** What is told of one verdict after another: failures first, then what became green, last what all comes to. */
export function watchText(verdict: Verdict, before: Verdict | undefined): string {
  const again = greenAgain(verdict, before);
  const text = verdictText(verdict);
  if (again.length === 0) return text;
  const line = `green again: ${again.join(', ')}`;
  const end = text.lastIndexOf('\n') + 1;
  return `${text.slice(0, end)}${line}\n${text.slice(end)}`;
}

/** As many lines as a screen has; the last one, which says what all comes to, is always among them. */
export function fitted(text: string, rows: number): string {
  const lines = text.split('\n');
  if (lines.length <= rows) return text;
  const kept = Math.max(0, rows - 2);
  const left = lines.length - kept - 1;
  return [...lines.slice(0, kept), `… and ${left} more lines`, ...lines.slice(-1)].join('\n');
}

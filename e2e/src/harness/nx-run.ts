import { stripVTControlCharacters } from 'node:util';

/** What became of a task in a run of Nx. */
export type TaskOutcome = 'ran' | 'cached' | 'failed' | 'skipped';

/** A finished run of the Nx CLI. */
export interface NxRun {
  exitCode: number;
  /** All it printed, without colours. */
  output: string;
  /** Outcomes by task id. Aggregates do no work and are not among them. */
  tasks: Record<string, TaskOutcome>;
}

const taskLine = /^> nx run (\S+)(?: (?! *\[).*?)?(?: +\[(.+)\])?$/;
const listed = /^- (\S+)$/;

/** Ids in the list that Nx prints behind a heading. */
function listBehind(lines: readonly string[], heading: RegExp): string[] {
  const start = lines.findIndex((line) => heading.test(line));
  if (start < 0) return [];
  const ids: string[] = [];
  for (const line of lines.slice(start + 1)) {
    const id = listed.exec(line)?.[1];
    if (id) ids.push(id);
    else if (line.trim() !== '') break;
  }
  return ids;
}

/**
 * Reads which tasks ran, were replayed or failed out of what Nx printed in its static style. Nx
 * quotes a target whose name has a colon: `models:"test:unit"`.
 */
export function parseTasks(output: string): Record<string, TaskOutcome> {
  const lines = stripVTControlCharacters(output).split('\n');
  const tasks: Record<string, TaskOutcome> = {};
  for (const line of lines) {
    const [, name, note] = taskLine.exec(line) ?? [];
    if (!name) continue;
    tasks[name.replaceAll('"', '')] = /cache|existing outputs match/.test(note ?? '')
      ? 'cached'
      : 'ran';
  }
  for (const id of listBehind(lines, /^Failed tasks:/)) {
    if (id in tasks) tasks[id] = 'failed';
  }
  for (const id of listBehind(lines, /^Tasks not run because/)) {
    if (id in tasks) tasks[id] = 'skipped';
  }
  return tasks;
}

/** Where the text of the last task ends: Nx's summary, below a line or not, its first line on another channel. */
const summary = /^(?: NX |—{10,}| +Run duration: )/;

/** The text of each task out of what Nx printed in its static style, by task id. */
export function parseOutputs(output: string): Record<string, string> {
  const texts: Record<string, string> = {};
  let current: string | undefined;
  for (const line of stripVTControlCharacters(output).split('\n')) {
    const name = taskLine.exec(line)?.[1];
    if (name) {
      current = name.replaceAll('"', '');
      texts[current] = '';
    } else if (summary.test(line)) current = undefined;
    else if (current !== undefined) texts[current] += `${line}\n`;
  }
  return Object.fromEntries(Object.entries(texts).map(([id, text]) => [id, text.trim()]));
}

import { appendFileSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { dataFolder } from '../../data-folder.js';
import { writeWhole } from '../../process/write-whole.js';
import type { HistoryLine } from './history-line.js';

/** Runs that are kept. */
const kept = 500;

function fileOf(workspaceRoot: string): string {
  return join(dataFolder(workspaceRoot), 'signal', 'history.jsonl');
}

function readLine(text: string): HistoryLine[] {
  try {
    const line = JSON.parse(text) as HistoryLine;
    return line.version === 1 ? [line] : [];
  } catch {
    // Cut short by whoever wrote it.
    return [];
  }
}

/** The runs that are known, oldest first, each once: the last line about a run counts. */
export function readHistory(workspaceRoot: string): HistoryLine[] {
  let text: string;
  try {
    text = readFileSync(fileOf(workspaceRoot), 'utf8');
  } catch {
    return [];
  }
  const lines = text.split('\n').flatMap(readLine);
  const byStart = new Map(lines.map((line) => [line.start, line]));
  return [...byStart.values()].sort((one, other) => one.start - other.start).slice(-kept);
}

/** Adds runs that are not known yet, or were not known to their end. Returns all. */
export function addToHistory(workspaceRoot: string, lines: readonly HistoryLine[]): HistoryLine[] {
  const known = readHistory(workspaceRoot);
  const byStart = new Map(known.map((line) => [line.start, line]));
  const added = lines.filter(({ start, complete }) => {
    const old = byStart.get(start);
    return old === undefined || (complete && !old.complete);
  });
  if (added.length === 0) return known;
  const file = fileOf(workspaceRoot);
  mkdirSync(dirname(file), { recursive: true });
  // What stands before may have been cut short.
  appendFileSync(file, `\n${added.map((line) => `${JSON.stringify(line)}\n`).join('')}`);
  const all = readHistory(workspaceRoot);
  // Half as much again, lest each run writes it anew.
  if (known.length + added.length > kept * 1.5 || readFileSync(file, 'utf8').length > maximum)
    writeWhole(file, all.map((line) => `${JSON.stringify(line)}\n`).join(''));
  return all;
}

/** Characters of the file, beyond which lines that are not needed are taken out. */
const maximum = 2 ** 23;

import { composeReport } from '../compose.js';
import { type Run, recordedRun } from '../current-run.js';
import { isAlive } from '../nx-process.js';
import { type NxRecord, readNxRecord } from '../nx-record.js';
import { type RunPart, readParts } from '../run-part.js';
import { sourcesOf } from '../signal-file.js';
import { storedGraph } from '../target-facts.js';
import { type HistoryLine, historyLine } from './history-line.js';
import { addToHistory, readHistory } from './history-store.js';
import { takeNxRecords } from './kept-records.js';

/** Whether a part is of a run that is in the history to its end. */
function isTold({ started }: RunPart, history: readonly HistoryLine[]): boolean {
  return history.some(
    ({ start, milliseconds }) =>
      milliseconds !== null && start <= started && started <= start + milliseconds,
  );
}

/** The runs that records and parts tell of; those without a record were cut, unless they still run. */
export function runsOf(
  records: readonly NxRecord[],
  parts: readonly RunPart[],
  history: readonly HistoryLine[],
): Run[] {
  const recorded = records.map((record) => recordedRun(record, parts));
  const known = new Set(recorded.flatMap((run) => run.parts));
  const others = parts.filter((part) => !known.has(part) && !isTold(part, history));
  const cut = [...new Set(others.map(({ nx }) => nx))].filter((nx) => !isAlive(nx));
  return [
    ...recorded,
    ...cut.map((nx) => ({ record: undefined, parts: others.filter((part) => part.nx === nx) })),
  ];
}

/**
 * Brings the history up to date with all that was kept since somebody last asked.
 *
 * @param cacheFolder - Nx's cache
 * @returns all runs that are known, oldest first
 */
export function updateHistory(workspaceRoot: string, cacheFolder: string): HistoryLine[] {
  const parts = readParts(workspaceRoot, 0);
  const present = readNxRecord(cacheFolder);
  const records = [...takeNxRecords(workspaceRoot), ...(present ? [present] : [])];
  const place = { root: workspaceRoot, cacheFolder, graph: storedGraph(workspaceRoot) };
  const sources = sourcesOf(place, null);
  const runs = runsOf(records, parts, readHistory(workspaceRoot));
  return addToHistory(
    workspaceRoot,
    runs.map((run) => historyLine(composeReport(run, sources))),
  );
}

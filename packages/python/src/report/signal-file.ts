import { join, relative } from 'node:path';
import { writeWhole } from '../process/write-whole.js';
import { composeReport, type Sources } from './compose.js';
import { newestRun, partsAtWork, type Run } from './current-run.js';
import { readNxRecord } from './nx-record.js';
import { commitSince } from './recorded-commit.js';
import { newestPart, type RunPart, readParts, readPartsOf } from './run-part.js';
import type { SignalReport } from './schema.js';
import { hasAudit, storedGraph, type TargetGraph, targetsIn } from './target-facts.js';
import { findingsInReports } from './task-reports.js';

/** The file's place in a workspace. */
export const signalFile = 'dist/reports/signal.json';

/** What a report is made from in a workspace. */
export interface Place {
  root: string;
  /** Nx's cache, which holds its record and the texts of tasks; undefined where that cannot be read yet. */
  cacheFolder: string | undefined;
  graph: TargetGraph | undefined;
}

/** All that a report is made from beside its run. */
export function sourcesOf({ root, cacheFolder, graph }: Place, commit: string | null): Sources {
  const targetsOf = targetsIn(graph);
  return {
    targetsOf,
    audit: hasAudit(graph),
    variables: process.env,
    isShared: cacheFolder !== undefined && relative(root, cacheFolder).startsWith('..'),
    commit,
    findingsOf: (task) => findingsInReports(task, targetsOf, { root, cacheFolder }),
  };
}

function write(root: string, report: SignalReport): void {
  writeWhole(join(root, signalFile), `${JSON.stringify(report, null, 2)}\n`);
}

/**
 * Writes the file while Nx has no record of the run yet, by what the processes that work for it know.
 *
 * @param cacheFolder - Nx's cache, with the record of the run before; undefined where that is not known yet
 */
export function writeRunning(
  root: string,
  part: RunPart,
  graph: TargetGraph | undefined,
  cacheFolder: string | undefined,
): void {
  const before = cacheFolder === undefined ? undefined : readNxRecord(cacheFolder);
  const known = part.command === null && before === undefined ? [part] : readPartsOf(root, part.nx);
  const parts = partsAtWork(part, known, before);
  const sources = sourcesOf({ root, cacheFolder: undefined, graph }, null);
  write(root, composeReport({ record: undefined, parts }, sources));
}

/** Milliseconds that one run of Nx may last: older parts are not of the same. */
const longestRun = 24 * 3600_000;

/** The newest run, as far as it is known. */
export interface LastRun {
  report: SignalReport;
  run: Run;
}

/**
 * The newest run of a workspace, by Nx's record and by what was kept; undefined before the first.
 *
 * @param cacheFolder - Nx's cache
 */
export async function readLastRun(root: string, cacheFolder: string): Promise<LastRun | undefined> {
  const record = readNxRecord(cacheFolder);
  const newest = newestPart(root);
  const since = Math.min(
    record?.start ?? Number.POSITIVE_INFINITY,
    (newest?.started ?? 0) - longestRun,
  );
  const run = newestRun(record, readParts(root, since));
  if (run === undefined) return undefined;
  const isReplayed = run.record !== undefined && run.parts.length === 0;
  const commit = isReplayed && run.record ? await commitSince(root, run.record.start) : null;
  const place = { root, cacheFolder, graph: storedGraph(root) };
  return { report: composeReport(run, sourcesOf(place, commit)), run };
}

/** The same, written to the file, which then is of the newest run whatever came before. */
export async function refreshSignalFile(
  root: string,
  cacheFolder: string,
): Promise<LastRun | undefined> {
  const last = await readLastRun(root, cacheFolder);
  if (last) write(root, last.report);
  return last;
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { lineOf } from './digest.js';
import { failureIn } from './failure-in.js';
import type { ReportedTask, SignalReport } from './schema.js';

function textOf(file: string): string {
  try {
    return stripVTControlCharacters(readFileSync(file, 'utf8'));
  } catch {
    // Cleared away, or of a run that was cut.
    return '';
  }
}

/** What is known of a failure whose text Nx has not kept. */
function fromFindings({ id, status }: ReportedTask, { findings }: SignalReport): string {
  const lines = findings
    .filter(({ task }) => task === id)
    .map(({ file, line, code, message }) =>
      lineOf({ file: file ?? '', line: line ?? undefined, code: code ?? undefined, message }),
    );
  return [`${id}: ${status}`, ...lines.slice(0, 10)].join('\n');
}

function blockOf(task: ReportedTask, report: SignalReport, cacheFolder: string): string {
  const file = join(cacheFolder, 'terminalOutputs', task.hash ?? '');
  const text = task.hash === null ? '' : textOf(file);
  if (text === '') return fromFindings(task, report);
  return `${failureIn(task.id, text)}\n  full output: ${file}`;
}

const verdictWords = {
  green: 'green',
  red: 'red',
  broken: 'broken: a task could not do its work',
  interrupted: 'interrupted: the run did not finish',
};

function headOf({ run, tasks, verdict }: SignalReport, isRunning: boolean): string {
  const replayed = tasks.filter(({ source }) => source === 'local' || source === 'remote').length;
  const failed = tasks.filter(({ status }) => status === 'failure' || status === 'broken').length;
  const counts = `${tasks.length} tasks, ${replayed} of them replayed, ${failed} failed`;
  const state = isRunning ? 'still running' : verdictWords[verdict];
  const place = run.checkout === 'unknown' ? ', in this checkout or another one' : '';
  // Nx's wrapper is called by another name than its file has.
  const command = (run.command ?? 'a run').replace(/^nxw\b/, './nx');
  return `${command} at ${run.start}${place}: ${counts}: ${state}`;
}

/**
 * What failed in a run, in words.
 *
 * @param cacheFolder - Nx's cache, with the texts of tasks
 */
export function lastRunText(
  report: SignalReport,
  cacheFolder: string,
  isRunning: boolean = false,
): string {
  const failed = report.tasks.filter(({ status }) => !['success', 'skipped'].includes(status));
  const blocks = failed.map((task) => blockOf(task, report, cacheFolder));
  return [headOf(report, isRunning), ...blocks.sort()].join('\n\n');
}

import { relative, resolve } from 'node:path';
import type { NxJsonConfiguration } from '@nx/devkit';
import { writeWhole } from '../process/write-whole.js';
import { budgetOf } from './budget.js';
import { codeQualityOf } from './code-quality.js';
import { updateHistory } from './history/update-history.js';
import { linesIn } from './html/failures.js';
import { reportPage } from './html/page.js';
import { mergedJunit } from './junit.js';
import { lastRunText } from './last-run.js';
import { markdownOf } from './markdown.js';
import { isAlive } from './nx-process.js';
import { sarifOf } from './sarif.js';
import type { LastRun } from './signal-file.js';
import { stageTable } from './stage-words.js';
import { checkBudget, stagesOf } from './stages.js';
import { storedGraph, targetsIn } from './target-facts.js';

/** What a report is asked for. */
export interface ReportRequest {
  place: {
    root: string;
    /** Nx's cache. */
    cacheFolder: string;
    /** What names of files are relative to. */
    current: string;
  };
  nxJson: NxJsonConfiguration;
  /** Options that name files; empty for the usual place. */
  wanted: ReadonlyMap<string, string>;
}

/** Files that can be asked for, with their usual places, relative to the workspace root. */
const usualFiles: Record<string, string> = {
  '--sarif': 'dist/reports/signal.sarif',
  '--codequality': 'dist/reports/codequality.json',
  '--junit': 'dist/reports/junit.xml',
  '--html': 'dist/reports/signal.html',
  '--markdown': 'dist/reports/signal.md',
};

function pageOf({ report }: LastRun, { place, nxJson }: ReportRequest): string {
  const { root, cacheFolder } = place;
  const history = updateHistory(root, cacheFolder);
  return reportPage({ report, history, budget: budgetOf(nxJson), linesOf: linesIn(root) });
}

function textFor(option: string, last: LastRun, request: ReportRequest): string {
  const { report } = last;
  const { place } = request;
  if (option === '--html') return pageOf(last, request);
  if (option === '--markdown')
    return markdownOf(report, stagesOf(report), checkBudget(report, budgetOf(request.nxJson)));
  if (option === '--sarif') return sarifOf(report);
  if (option === '--codequality') return codeQualityOf(report);
  return mergedJunit(report, targetsIn(storedGraph(place.root)), place.root);
}

function writeWanted(last: LastRun, request: ReportRequest): string[] {
  const { root, current } = request.place;
  return [...request.wanted].map(([option, typed]) => {
    const file = typed === '' ? resolve(root, usualFiles[option] ?? '') : resolve(current, typed);
    writeWhole(file, textFor(option, last, request));
    return relative(current, file) || file;
  });
}

/** All that `nx-signal report` says and writes. */
export function reportAll(
  last: LastRun,
  request: ReportRequest,
): { text: string; written: string[]; hasFailed: boolean } {
  const { report, run } = last;
  const { record, parts } = run;
  const isRunning =
    record === undefined && parts.some(({ nx, state }) => state !== 'stopped' && isAlive(nx));
  const budget = checkBudget(report, budgetOf(request.nxJson));
  const text = [
    lastRunText(report, request.place.cacheFolder, isRunning),
    stageTable(stagesOf(report), budget),
  ].join('\n\n');
  const hasFailed = report.verdict !== 'green' || (budget.isOver && budget.over === 'fail');
  return { text, written: writeWanted(last, request), hasFailed };
}

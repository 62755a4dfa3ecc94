import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { failureIn } from './failure-in.js';
import type { ReportedFinding, ReportedTask } from './schema.js';
import type { TargetsOf } from './target-facts.js';
import { reportedFinding } from './task-outcome.js';

/** Where reports and texts of tasks are. */
export interface ReportPlaces {
  root: string;
  /** Nx's cache; undefined where that is not looked at. */
  cacheFolder: string | undefined;
}

/** The part of SARIF that is looked at. */
interface Sarif {
  runs?: {
    results?: {
      ruleId?: string;
      level?: string;
      message?: { text?: string };
      suppressions?: unknown[];
      locations?: {
        physicalLocation?: {
          artifactLocation?: { uri?: string };
          region?: { startLine?: number };
        };
      }[];
    }[];
  }[];
}

/** A report of a task, if it is of its last result: what it wrote, or what its replay brought back. */
export function readTaskReport(
  name: string,
  task: ReportedTask,
  targetsOf: TargetsOf,
  root: string,
): string | undefined {
  const { report } = targetsOf(task.project, task.target);
  if (report === undefined || task.source === 'none' || task.status === 'broken') return undefined;
  const file = join(root, report, name);
  try {
    const isOld = task.start !== null && statSync(file).mtimeMs < Date.parse(task.start) - 1000;
    return isOld ? undefined : readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function ofAudit(task: ReportedTask, text: string): ReportedFinding[] {
  const { runs = [] } = JSON.parse(text) as Sarif;
  const results = runs.flatMap(({ results = [] }) => results);
  const shown = results.filter(({ suppressions, level }) => !suppressions && level !== 'note');
  return shown.map(({ ruleId, level, message, locations }) => {
    const { artifactLocation, region } = locations?.[0]?.physicalLocation ?? {};
    const finding = {
      file: artifactLocation?.uri ?? '',
      line: region?.startLine,
      code: ruleId,
      message: message?.text ?? '',
    };
    return reportedFinding(finding, task, level === 'error' ? 'error' : 'warning');
  });
}

/** A line of a digest. */
const line = /^ {2}(?!again: )(\S.*?)(?::(\d+))? {2}(?:(\S+) {2})?(.+)$/;

/** What a failure says in its digest, where no process of ours has looked at it: it was replayed. */
function ofDigest(task: ReportedTask, cacheFolder: string): ReportedFinding[] {
  if (task.hash === null) return [];
  try {
    const text = readFileSync(join(cacheFolder, 'terminalOutputs', task.hash), 'utf8');
    const digest = failureIn(task.id, stripVTControlCharacters(text)).split('\n').slice(1);
    return digest.flatMap((one) => {
      const [, file = '', at, code, message = ''] = line.exec(one) ?? [];
      if (file === '') return [];
      const where = at === undefined ? undefined : Number(at);
      return [reportedFinding({ file, line: where, code, message }, task)];
    });
  } catch {
    return [];
  }
}

/** Findings of a task that has told none itself: those of an audit, and of a failure that was replayed. */
export function findingsInReports(
  task: ReportedTask,
  targetsOf: TargetsOf,
  { root, cacheFolder }: ReportPlaces,
): ReportedFinding[] {
  if (task.kind === 'audit') {
    const text = readTaskReport('audit.sarif', task, targetsOf, root);
    return text === undefined ? [] : ofAudit(task, text);
  }
  if (task.status !== 'failure' || cacheFolder === undefined) return [];
  return ofDigest(task, cacheFolder);
}

import type { Finding } from './finding.js';
import { isBreaking, isStop, readErrors, wasEndedByHand } from './read-errors.js';
import type { ReportedFinding, ReportedTask } from './schema.js';

/** A result as a task of ours gives it. */
export interface Outcome {
  success: boolean;
  output: string;
  status?: 'skipped' | undefined;
  /** What its tool found, as far as that was looked for. */
  findings?: readonly Finding[] | undefined;
}

/** What became of a task: a failure that is only an error of ours leaves its result unknown. */
function statusOf(
  { success, status, output }: Outcome,
  findings: readonly Finding[],
  errors: readonly Finding[],
): ReportedTask['status'] {
  if (success) return 'success';
  if (status === 'skipped') return 'skipped';
  if (wasEndedByHand(output)) return 'unfinished';
  return findings.length === 0 && errors.some(isBreaking) ? 'broken' : 'failure';
}

/** A finding in the form of signal.json. */
export function reportedFinding(
  finding: Finding,
  { id, project, tool }: Pick<ReportedTask, 'id' | 'project' | 'tool'>,
  severity: ReportedFinding['severity'] = 'error',
): ReportedFinding {
  const { file, line, column, code, message, selector } = finding;
  return {
    task: id,
    project,
    tool,
    severity,
    file: file || null,
    // Some tools count from 0 where they mean the whole file.
    line: line || null,
    column: column || null,
    test: tool === 'pytest' ? (selector ?? null) : null,
    code: code ?? null,
    message,
  };
}

/** What a result says in signal.json. */
export interface ReadOutcome {
  status: ReportedTask['status'];
  findings: ReportedFinding[];
  /** Its tool was told to end, be it by Nx that is to end itself or by its own code. */
  isStopped: boolean;
}

/** Reads a result. */
export function readOutcome(
  outcome: Outcome,
  task: Pick<ReportedTask, 'id' | 'project' | 'tool'>,
): ReadOutcome {
  if (outcome.success) return { status: 'success', findings: [], isStopped: false };
  const found = outcome.findings ?? [];
  const isFound = (error: Finding) =>
    found.some(({ code, message }) => code === error.code && message === error.message);
  const read = outcome.status === 'skipped' ? [] : readErrors(outcome.output);
  const errors = read.filter((error) => !isFound(error));
  return {
    status: statusOf(outcome, found, errors),
    isStopped: errors.some(isStop),
    findings: [
      ...found.map((finding) => reportedFinding(finding, task)),
      ...errors.map((error) => reportedFinding(error, { ...task, tool: 'nx-signal' })),
    ],
  };
}

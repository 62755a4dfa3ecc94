import { lineOf } from './digest.js';
import type { SignalReport } from './schema.js';
import { budgetText, stageCells, stageColumns } from './stage-words.js';
import type { BudgetResult, Stage } from './stages.js';

/** Findings that are shown: a summary of a job is a page, and its size is limited. */
const most = 50;

const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;

function findingsText({ findings }: SignalReport): string[] {
  if (findings.length === 0) return [];
  const lines = findings.slice(0, most).map(({ task, file, line, code, message }) =>
    lineOf({
      file: file ?? task,
      line: line ?? undefined,
      code: code ?? undefined,
      message,
    }).trim(),
  );
  const rest = findings.length - lines.length;
  const text = [...lines, ...(rest > 0 ? [`… and ${rest} more`] : [])].join('\n');
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return ['', `${fence}text`, text, fence];
}

/** A run in Markdown, for the page of a pipeline's job: the verdict, the stages, what was found first. */
export function markdownOf(
  report: SignalReport,
  stages: readonly Stage[],
  budget: BudgetResult,
): string {
  const lines = [
    `### Signal: ${report.verdict}`,
    '',
    row(stageColumns),
    row(stageColumns.map(() => '---')),
    ...stages.map((stage) => row(stageCells(stage))),
    '',
    budgetText(budget),
    ...findingsText(report),
    '',
  ];
  return lines.join('\n');
}

import { commandHere } from '../program-command.js';
import { quoteWord } from '../split-words.js';
import type { StepResult, ToolTask, ToolWorkspace } from '../tools/tool-task.js';
import { type Finding, orderedFindings } from './finding.js';
import { readFindings } from './read-findings.js';

/** Findings that are told one by one, and characters of a message. */
const most = 10;
const longest = 160;

/** One line about a finding. */
export function lineOf({ file, line, code, message }: Finding): string {
  const place = line === undefined ? file : `${file}:${line}`;
  const text = message.length > longest ? `${message.slice(0, longest)}…` : message;
  return `  ${[place, code, text].filter(Boolean).join('  ')}`;
}

/** The command that runs exactly what has failed, with what was typed. */
function again({ id, options }: ToolTask, findings: readonly Finding[]): string {
  const selectors = [...new Set(findings.map(({ selector }) => selector))];
  const named = selectors.filter((selector) => selector !== undefined);
  const isExact = named.length === selectors.length && named.length <= most;
  const { args = [], isTyped, selected = [] } = options;
  const typed = isTyped && args.length > 0 ? [`--args=${args.map(quoteWord).join(' ')}`] : [];
  const words = [...typed, ...(isExact ? named : selected)];
  return `  again: ${[commandHere('nx'), 'run', id, ...words.map(quoteWord)].join(' ')}`;
}

/** What a failed task comes to, in a few plain lines; undefined where nothing can be told. */
export function digestOf(task: ToolTask, findings: readonly Finding[]): string | undefined {
  const ordered = orderedFindings(findings);
  if (ordered.length === 0) return undefined;
  const shown = ordered.slice(0, most);
  const rest = ordered.length - shown.length;
  const lines = [
    `${task.id} failed: ${ordered.length} ${ordered.length === 1 ? 'finding' : 'findings'}`,
    ...shown.map(lineOf),
    ...(rest > 0 ? [`  and ${rest} more, in the output of the tool`] : []),
    again(task, ordered),
  ];
  return `${lines.join('\n')}\n`;
}

/** A result with what its tool found, where it failed. */
export type ToldResult = StepResult & { findings?: readonly Finding[] };

/**
 * Puts a digest before the text of a failed task; behind it where the text has been shown already.
 *
 * @param isShown - whether the text was shown as it came
 * @returns the result, with the findings themselves
 */
export function withDigest(
  result: StepResult,
  task: ToolTask,
  workspace: Pick<ToolWorkspace, 'root'>,
  isShown = false,
): ToldResult {
  if (result.success) return result;
  const findings = orderedFindings(readFindings(result.output, task, workspace));
  const digest = digestOf(task, findings);
  if (digest === undefined) return result;
  const output = isShown ? `${result.output}\n${digest}` : `${digest}\n${result.output}`;
  return { ...result, output, findings };
}

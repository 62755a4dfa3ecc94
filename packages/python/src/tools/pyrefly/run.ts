import { join } from 'node:path';
import { executableIn } from '../../environment/locate.js';
import type { ProcessResult } from '../../process/run-process.js';
import { type CheckerTask, checkedPaths, workingFolder } from '../checkers/checker-task.js';
import { orderedLines } from '../checkers/ordered-lines.js';
import type { ToolStep, ToolWorkspace } from '../tool-task.js';
import { isolatePyrefly } from './isolate.js';

/**
 * A run of pyrefly over some tasks of one group. It looks for the settings of each file by itself,
 * nearest first. Throws SETTINGS_OUTSIDE when these would lie above the workspace.
 */
export function pyreflyInvocation(
  tasks: readonly [CheckerTask, ...CheckerTask[]],
  workspace: ToolWorkspace,
  more: readonly string[] = [],
): ToolStep['invocation'] {
  const [first] = tasks;
  return {
    command: executableIn(workspace.environmentFolder, 'pyrefly'),
    args: [
      'check',
      '--python-interpreter-path',
      executableIn(workspace.environmentFolder, 'python'),
      ...more,
      ...(first.options.args ?? []),
      ...tasks.flatMap((task) => checkedPaths(task, workspace)),
    ],
    cwd: join(workspace.root, workingFolder(first)),
    env: isolatePyrefly(first, workspace),
  };
}

/** What pyrefly says at its end, on another channel than what it found. */
const summary = /^ *INFO \d+ (?:errors?|diagnostics?)\b/;
const advice = /^(?:No `pyrefly\.toml` found|Run `pyrefly init`|Docs: )/;
const order = {
  first: /^ *WARN (?!\S+:\d)(?!`)(?:\/|[A-Za-z]:|\w+\.toml|PYTHONPATH)/,
  last: new RegExp(`${summary.source}|${advice.source}`),
  // The variable is how we show it the siblings.
  dropped: /^ *WARN PYTHONPATH environment variable is set/,
};

/** Pyrefly over one project. */
export function pyreflySteps(task: CheckerTask, workspace: ToolWorkspace): ToolStep[] {
  const invocation = pyreflyInvocation([task], workspace);
  return [
    {
      tool: 'pyrefly',
      executable: invocation.command,
      invocation,
      judge: ({ exitCode, output }) => ({
        success: exitCode === 0,
        output: orderedLines(output, order),
      }),
    },
  ];
}

/** Arguments that make pyrefly answer in the form that {@link pyreflyFindings} reads. */
export const pyreflyReport = [
  '--output-format',
  'json',
  '--min-severity',
  'info',
  '--color',
  'never',
];

/** What pyrefly has to say about some projects. */
export interface PyreflyFindings {
  /** Files as it printed them. */
  files: string[];
  /** It counts, in its last line, errors that comments in the files suppress. */
  suppressed: boolean;
}

/** Pyrefly's findings; undefined when it says something else. */
export function pyreflyFindings({
  exitCode,
  output,
}: Pick<ProcessResult, 'exitCode' | 'output'>): PyreflyFindings | undefined {
  const found = /^\{$.*^\}/ms.exec(output);
  if ((exitCode !== 0 && exitCode !== 1) || !found) return undefined;
  const [json] = found;
  const others = orderedLines(output.replace(json, '\n'), order).split('\n').filter(Boolean);
  if (!others.every((line) => order.last.test(line))) return undefined;
  try {
    const { errors }: { errors: { path: string }[] } = JSON.parse(json);
    const suppressed = others.some((line) => summary.test(line) && line.includes('('));
    return { files: errors.map(({ path }) => path), suppressed };
  } catch {
    return undefined;
  }
}

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { executableIn } from '../../environment/locate.js';
import { formatError, SignalError } from '../../errors.js';
import type { ProcessResult } from '../../process/run-process.js';
import {
  type CheckerTask,
  checkedPaths,
  fromFolder,
  isChecked,
  pathFromRoot,
  workingFolder,
} from '../checkers/checker-task.js';
import type { StepResult, ToolStep, ToolWorkspace } from '../tool-task.js';
import { isolatePyright, pyrightSettings } from './isolate.js';
import { countFindings, readPyright, writePyright } from './output.js';

/**
 * A run of pyright or basedpyright over some tasks of one group. Python starts it apart from the
 * import roots that it is told to look at: a module there may have the name of one of Python's own.
 */
export function pyrightInvocation(
  tasks: readonly [CheckerTask, ...CheckerTask[]],
  workspace: ToolWorkspace,
): ToolStep['invocation'] {
  const [first] = tasks;
  const python = executableIn(workspace.environmentFolder, 'python');
  const settings = fromFolder(workspace, workingFolder(first), pyrightSettings(first, workspace));
  return {
    command: python,
    args: [
      '-I',
      '-m',
      first.options.tool,
      '--pythonpath',
      python,
      '--project',
      settings,
      ...(first.options.args ?? []),
      ...tasks.flatMap((task) => checkedPaths(task, workspace)),
    ],
    cwd: join(workspace.root, workingFolder(first)),
    env: isolatePyright(first, workspace),
  };
}

/** Older versions fetch pyright itself, all fetch Node where there is none. */
function notFetched(output: string): StepResult {
  const error = new SignalError({
    code: 'TOOL_FAILED',
    message: 'pyright could not download the program it needs on its first run.',
    hint: 'update it with `uv add --dev "pyright>=1.1.400"`: newer versions need no download.',
  });
  // Behind Python's traceback, and npm's words if there are any.
  const reason = output.trimEnd().split('\n').at(-1);
  return { success: false, output: `${reason}\n\n${formatError(error)}\n` };
}

/** What one run over one project came to. */
function judge(task: CheckerTask, { exitCode, output }: ProcessResult): StepResult {
  const report = readPyright(output);
  if (report) return { success: exitCode === 0, output: writePyright(report, () => true).output };
  const fetching = /nodeenv|npm|urlopen|_mureq|Failed to download/i.test(output);
  if (exitCode !== 0 && task.options.tool === 'pyright' && fetching) return notFetched(output);
  return { success: exitCode === 0, output };
}

/** Pyright or basedpyright over one project. */
export function pyrightSteps(task: CheckerTask, workspace: ToolWorkspace): ToolStep[] {
  const { tool } = task.options;
  return [
    {
      tool,
      executable: executableIn(workspace.environmentFolder, tool),
      invocation: pyrightInvocation([task], workspace),
      judge: (result) => judge(task, result),
    },
  ];
}

/**
 * The result of one task out of a run over several.
 *
 * @param warningsFail - whether warnings fail, where a run of one project has shown it
 * @returns undefined when the run does not tell it
 */
export function pyrightResult(
  task: CheckerTask,
  workspace: ToolWorkspace,
  { exitCode, output }: Pick<ProcessResult, 'exitCode' | 'output'>,
  warningsFail?: boolean,
): StepResult | undefined {
  const report = exitCode === 0 || exitCode === 1 ? readPyright(output) : undefined;
  if (!report) return undefined;
  const own = writePyright(report, (file) => isChecked(pathFromRoot(file, task, workspace), task));
  if (own.counts.error > 0) return { success: false, output: own.output };
  // Settings say whether warnings fail: that shows only where nothing else does.
  const fails = exitCode === 1 && own.counts.warning > 0;
  if (fails && warningsFail === undefined && countFindings(report.sections).error > 0) {
    return undefined;
  }
  return { success: !(fails && (warningsFail ?? true)), output: own.output };
}

/** Whether basedpyright keeps a list of findings that it accepts, and may write it anew. */
export function hasBaseline(task: CheckerTask, { root }: ToolWorkspace, settings: string): boolean {
  if (task.options.tool !== 'basedpyright') return false;
  const folder = workingFolder(task);
  return (
    settings.includes('baselineFile') ||
    existsSync(join(root, folder, '.basedpyright', 'baseline.json'))
  );
}

import { executableIn } from '../../environment/locate.js';
import { joinPath } from '../../paths.js';
import type { ProcessResult } from '../../process/run-process.js';
import type { Variables } from '../isolate.js';
import type { RuffOptions, StepResult, ToolStep, ToolTask, ToolWorkspace } from '../tool-task.js';
import { nothingSelected, withError } from '../with-error.js';
import { formatArguments } from './format-arguments.js';
import { isolateRuff, refuseSettingsAbove } from './isolate.js';

function judge({ exitCode, output }: ProcessResult): StepResult {
  return { success: exitCode === 0, output };
}

/** Ruff takes nothing to check for nothing to say, and calls it a success. */
function judgeCheck(result: ProcessResult, task: ToolTask): StepResult {
  const isNothing = /^warning: No Python files found under the given path/m.test(result.output);
  return isNothing && task.options.selected
    ? withError(result.output, nothingSelected(task, 'file'))
    : judge(result);
}

/**
 * Ruff's only words about well-formatted files are their number, which a run over many projects does
 * not tell for each: they are left out, so that a task reads the same either way.
 */
function judgeFormat({ exitCode, output }: ProcessResult): StepResult {
  if (exitCode !== 0) return { success: false, output };
  return { success: true, output: output.replace(/^\d+ files? already formatted\n/m, '') };
}

/** What keeps folders from ruff, besides settings. `ruff format` has no `--extend-exclude` before 0.16. */
function exclusions([command]: readonly string[], excluded: readonly string[]): string[] {
  // Without the dot ruff would leave out every folder of that name, wherever it is.
  const paths = excluded.map((path) => `./${path}`);
  if (command !== 'format') return paths.flatMap((path) => ['--extend-exclude', path]);
  return paths.length > 0 ? ['--config', `extend-exclude = ${JSON.stringify(paths)}`] : [];
}

/**
 * A call of ruff. Paths in what it prints are relative to the workspace root, where it runs.
 *
 * @param task - one of those that it is for
 */
export function ruffInvocation(
  workspace: ToolWorkspace,
  args: readonly string[],
  projects: readonly string[],
  excluded: readonly string[],
  task: Variables = {},
): ToolStep['invocation'] {
  return {
    command: executableIn(workspace.environmentFolder, 'ruff'),
    args: [...args, ...projects, ...exclusions(args, excluded)],
    cwd: workspace.root,
    env: isolateRuff(task, workspace),
  };
}

function step(
  task: ToolTask,
  workspace: ToolWorkspace,
  args: string[],
  judgement: ToolStep['judge'] = judge,
): ToolStep {
  const { project, nested, options } = task;
  const checked = options.selected?.map((path) => joinPath(project, path)) ?? [project];
  const invocation = ruffInvocation(workspace, args, checked, nested, task);
  return { tool: 'ruff', executable: invocation.command, invocation, judge: judgement };
}

type RuffTask = ToolTask & { options: RuffOptions };

/** `lint`: rules, then formatting. Both run, so that one round shows all there is to mend. */
function lintSteps(task: RuffTask, workspace: ToolWorkspace): ToolStep[] {
  const { args = [], isTyped, format } = task.options;
  // Settings can ask for fixes: a stored success would be one of the file as it was. See `changed-inputs.ts` for typed ones.
  const check = isTyped ? ['check'] : ['check', '--exit-non-zero-on-fix'];
  const rules = step(task, workspace, [...check, ...args], (result) => judgeCheck(result, task));
  if (format === false) return [rules];
  const formatted = ['format', '--check', ...formatArguments(args)];
  return [rules, step(task, workspace, formatted, judgeFormat)];
}

/** `fix`: what can be mended is. */
function fixSteps(task: RuffTask, workspace: ToolWorkspace): ToolStep[] {
  const { args = [], format } = task.options;
  const fix = step(task, workspace, ['check', '--fix-only', ...args], (result) =>
    judgeCheck(result, task),
  );
  if (format === false) return [fix];
  return [fix, step(task, workspace, ['format', ...formatArguments(args)])];
}

/** The calls of ruff behind a target. Throws SETTINGS_OUTSIDE when it would follow settings above the workspace. */
export function ruffSteps(task: RuffTask, workspace: ToolWorkspace): ToolStep[] {
  refuseSettingsAbove(task, workspace);
  return task.options.kind === 'lint' ? lintSteps(task, workspace) : fixSteps(task, workspace);
}

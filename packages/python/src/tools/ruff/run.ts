import { executableIn } from '../../environment/locate.js';
import type { ProcessResult } from '../../process/run-process.js';
import type { RuffOptions, StepResult, ToolStep, ToolTask, ToolWorkspace } from '../tool-task.js';
import { isolateRuff, refuseSettingsAbove } from './isolate.js';

function judge({ exitCode, output }: ProcessResult): StepResult {
  return { success: exitCode === 0, output };
}

/**
 * Ruff's only words about well-formatted files are their number, which a run over many projects does
 * not tell for each: they are left out, so that a task reads the same either way.
 */
function judgeFormat({ exitCode, output }: ProcessResult): StepResult {
  if (exitCode !== 0) return { success: false, output };
  return { success: true, output: output.replace(/^\d+ files? already formatted\n/m, '') };
}

/**
 * A call of ruff. Paths in what it prints are relative to the workspace root, where it runs.
 *
 * @param variables - names of those that are part of the tasks' hash
 */
export function ruffInvocation(
  workspace: ToolWorkspace,
  args: readonly string[],
  projects: readonly string[],
  excluded: readonly string[],
  variables?: readonly string[],
): ToolStep['invocation'] {
  return {
    command: executableIn(workspace.environmentFolder, 'ruff'),
    // Without the dot ruff would leave out every folder of that name, wherever it is.
    args: [...args, ...projects, ...excluded.flatMap((path) => ['--extend-exclude', `./${path}`])],
    cwd: workspace.root,
    env: isolateRuff(variables, workspace),
  };
}

function step(
  task: ToolTask,
  workspace: ToolWorkspace,
  args: string[],
  judgement: ToolStep['judge'] = judge,
): ToolStep {
  const own = task.options.args ?? [];
  const { project, nested, variables } = task;
  const invocation = ruffInvocation(workspace, [...args, ...own], [project], nested, variables);
  return { tool: 'ruff', executable: invocation.command, invocation, judge: judgement };
}

type RuffTask = ToolTask & { options: RuffOptions };

/** `lint`: rules, then formatting. Both run, so that one round shows all there is to mend. */
function lintSteps(task: RuffTask, workspace: ToolWorkspace): ToolStep[] {
  const rules = step(task, workspace, ['check']);
  if (task.options.format === false) return [rules];
  return [rules, step(task, workspace, ['format', '--check'], judgeFormat)];
}

/** `format`: what can be mended is. */
function formatSteps(task: RuffTask, workspace: ToolWorkspace): ToolStep[] {
  const fix = step(task, workspace, ['check', '--fix-only']);
  return task.options.format === false ? [fix] : [fix, step(task, workspace, ['format'])];
}

/** The calls of ruff behind a target. Throws SETTINGS_OUTSIDE when it would follow settings above the workspace. */
export function ruffSteps(task: RuffTask, workspace: ToolWorkspace): ToolStep[] {
  refuseSettingsAbove(task, workspace);
  return task.options.kind === 'lint' ? lintSteps(task, workspace) : formatSteps(task, workspace);
}

import { executableIn } from '../../environment/locate.js';
import type { ProcessResult } from '../../process/run-process.js';
import type { RuffOptions, StepResult, ToolStep, ToolTask, ToolWorkspace } from './tool-task.js';

function judge({ exitCode, output }: ProcessResult): StepResult {
  return { success: exitCode === 0, output };
}

function step(task: ToolTask, workspace: ToolWorkspace, args: string[]): ToolStep {
  // Paths in ruff's output are relative to where it runs: the workspace root, so that a reader of a
  // run over many projects can follow them.
  const nested = task.nested.flatMap((path) => ['--extend-exclude', path]);
  return {
    tool: 'ruff',
    invocation: {
      command: executableIn(workspace.environmentFolder, 'ruff'),
      args: [...args, task.project, ...nested, ...(task.options.args ?? [])],
      cwd: workspace.root,
      env: {},
    },
    judge,
  };
}

/** `lint`: rules, then formatting. Both run, so that one round shows all there is to mend. */
export function lintSteps(task: ToolTask, workspace: ToolWorkspace): ToolStep[] {
  return [step(task, workspace, ['check']), step(task, workspace, ['format', '--check'])];
}

/** `format`: what can be mended is. */
export function formatSteps(task: ToolTask, workspace: ToolWorkspace): ToolStep[] {
  return [step(task, workspace, ['check', '--fix-only']), step(task, workspace, ['format'])];
}

/** The calls of ruff behind a target. */
export function ruffSteps(
  task: ToolTask & { options: RuffOptions },
  workspace: ToolWorkspace,
): ToolStep[] {
  return task.options.kind === 'lint' ? lintSteps(task, workspace) : formatSteps(task, workspace);
}

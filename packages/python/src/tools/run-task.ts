import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { SignalError } from '../errors.js';
import { type Invocation, type ProcessResult, runProcess } from '../process/run-process.js';
import { prepareLists } from '../verify/verify-result.js';
import { withoutChangedInputs } from './changed-inputs.js';
import { givenPaths, isCheckerTask, nothingChecked } from './checkers/checker-task.js';
import { clearCoverage } from './pytest/coverage.js';
import { forgetRunBefore } from './pytest/run.js';
import { toolSteps } from './steps.js';
import { refuseDebugger, TerminalRun, withTerminalHint } from './terminal.js';
import { toolMissing } from './tool-missing.js';
import {
  type StepResult,
  type ToolStep,
  type ToolTask,
  type ToolWorkspace,
  timeoutOf,
} from './tool-task.js';
import { withNearestOption } from './unknown-argument.js';
import { withError } from './with-error.js';

/** How a task's programs are run. */
export interface RunOptions {
  /** Default: a process each. */
  execute?: Execute;
  /** Called with output as it arrives. */
  onOutput?: (text: string) => void;
}

function timedOut(tool: string, seconds: number): SignalError {
  return new SignalError({
    code: 'TIMEOUT',
    message: `${tool} was stopped after ${seconds} seconds.`,
    hint: 'find out what hangs, or set a longer `timeout` for this target in [tool.nx-signal].',
  });
}

function died(tool: string, { signal, exitCode, startError }: ProcessResult): SignalError {
  const how =
    startError ?? (signal ? `was killed by ${signal}` : `ended with exit code ${exitCode}`);
  return new SignalError({
    code: 'TOOL_FAILED',
    message: startError ? `${tool} could not be started: ${how}` : `${tool} ${how}.`,
    hint: 'this is not a finding about your code; run the task again, or run the tool alone.',
  });
}

async function judgeStep(
  step: ToolStep,
  result: ProcessResult,
  seconds: number,
): Promise<StepResult> {
  if (result.timedOut) return withError(result.output, timedOut(step.tool, seconds));
  if (result.exitCode === undefined) return withError(result.output, died(step.tool, result));
  return step.judge(result);
}

/** Runs one program to its end, in a process of its own or in one that many share. */
export type Execute = (invocation: Invocation) => Promise<ProcessResult>;

/** Runs one call of a task's tool in a workspace and judges how it ended. It never throws. */
export async function runStep(
  step: ToolStep,
  task: ToolTask,
  root: string,
  options: RunOptions = {},
): Promise<StepResult> {
  const { execute = runProcess, onOutput } = options;
  const timeout = timeoutOf(task.options);
  if (!existsSync(step.executable)) {
    const { environment } = task.options;
    const missing = { tool: step.tool, environment, root, manager: 'pip' };
    return withError('', toolMissing(missing));
  }
  const result = await execute({
    ...step.invocation,
    task: task.id,
    timeout,
    ...(onOutput ? { onOutput } : {}),
  });
  const other = step.instead?.(result);
  return other ? runStep(other, task, root, options) : judgeStep(step, result, timeout / 1000);
}

/** Tells how long each program of a task took. */
function timed(execute: Execute, { id }: ToolTask, { clock }: ToolWorkspace): Execute {
  return async (invocation) => {
    const asked = Date.now();
    const result = await execute(invocation);
    const { startTime = asked, endTime = Date.now() } = result;
    clock?.add(id, startTime, endTime - startTime);
    return result;
  };
}

async function runSteps(
  task: ToolTask,
  workspace: ToolWorkspace,
  options: RunOptions,
): Promise<StepResult> {
  const results: StepResult[] = [];
  for (const step of toolSteps(task, workspace)) {
    results.push(await runStep(step, task, workspace.root, options));
  }
  const [checked] = results.flatMap((result) => (result.checked ? [result.checked] : []));
  const imported = results.find((result) => result.imported)?.imported;
  return {
    success: results.every(({ success }) => success),
    output: results.map(({ output }) => output).join(''),
    ...(checked ? { checked } : {}),
    ...(imported ? { imported } : {}),
  };
}

/** Runs a task's tool. Whatever goes wrong is a failed result with an explanation; it never throws. */
export async function runToolTask(
  task: ToolTask,
  workspace: ToolWorkspace,
  options: RunOptions = {},
): Promise<StepResult> {
  try {
    if (task.options.kind === 'test') {
      await mkdir(join(workspace.root, task.options.report), { recursive: true });
      clearCoverage(task, workspace);
      forgetRunBefore(task, workspace);
    }
    if (task.verified) await prepareLists(task.verified, workspace);
    if (isCheckerTask(task) && givenPaths(task).length === 0) return nothingChecked(task);
    refuseDebugger(task);
    const terminal = task.atTerminal ? new TerminalRun() : undefined;
    const execute = terminal?.execute ?? options.execute ?? runProcess;
    const own = { ...options, execute: timed(execute, task, workspace) };
    const run = () => runSteps(task, workspace, own);
    const result = await withoutChangedInputs(task, workspace.root, run);
    const judged = terminal?.judge(result, task) ?? result;
    return withTerminalHint(withNearestOption(judged, task), task);
  } catch (error) {
    return withError('', error);
  }
}

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { executableIn } from '../../environment/locate.js';
import { isInside, relativeInside } from '../../paths.js';
import type { ProcessResult } from '../../process/run-process.js';
import { noteArguments } from '../../verify/lists.js';
import { verifyResult } from '../../verify/verify-result.js';
import { variablesOf } from '../isolate.js';
import type { StepResult, TestOptions, ToolStep, ToolTask, ToolWorkspace } from '../tool-task.js';
import { nothingSelected, withError } from '../with-error.js';
import { coverageArguments, coverageVariables, judgeCoverage } from './coverage.js';
import { isolatePytest, pytestSettings } from './isolate.js';

/** Pytest's exit code when it collected nothing. */
const nothingCollected = 5;

/** What pytest keeps for the next run of a task. Projects that share a rootdir would overwrite each other's. */
function keptFolder({ id }: ToolTask, { cacheFolder }: ToolWorkspace): string {
  return join(cacheFolder, 'pytest', id.replace(/[^A-Za-z0-9_-]/g, '+'));
}

/**
 * Takes away what an earlier run has kept: with `--lf` or `--stepwise` in the settings it would choose the tests, and
 * nothing of it is in the hash. Who types such an option asks for it.
 */
export function forgetRunBefore(task: ToolTask, workspace: ToolWorkspace): void {
  if (task.options.isTyped) return;
  rmSync(keptFolder(task, workspace), { recursive: true, force: true });
}

function pytestArguments(
  task: ToolTask & { options: TestOptions },
  workspace: ToolWorkspace,
): string[] {
  const { project, nested, options, verified } = task;
  const ignored = [
    ...(options.ignore ?? []),
    ...nested
      .filter((path) => isInside(path, project))
      .map((path) => relativeInside(path, project)),
  ];
  return [
    ...coverageArguments(task),
    ...(verified ? noteArguments : []),
    ...pytestSettings(task, workspace),
    ...(options.selected ?? options.paths),
    ...ignored.map((path) => `--ignore=${path}`),
    ...(options.markers ? ['-m', options.markers] : []),
    `--junit-xml=${join(workspace.root, options.report, 'junit.xml')}`,
    '-o',
    `cache_dir=${keptFolder(task, workspace)}`,
    ...(options.args ?? []),
  ];
}

/** What pytest-xdist says when workers died before they could collect anything: exit code 5, too. */
const workersDied = /^(?:replacing crashed worker|maximum crashed workers reached)/m;

function judge({ exitCode, output }: ProcessResult, task: ToolTask): StepResult {
  if (exitCode !== nothingCollected || workersDied.test(output)) {
    return { success: exitCode === 0, output };
  }
  return task.options.isTyped
    ? withError(output, nothingSelected(task, 'test'))
    : { success: true, output: `${output}No tests were collected, which counts as success.\n` };
}

/** Pytest over the selected tests of one project, from the project's folder. */
export function pytestSteps(
  task: ToolTask & { options: TestOptions },
  workspace: ToolWorkspace,
): ToolStep[] {
  const executable = executableIn(workspace.environmentFolder, 'pytest');
  const { verified } = task;
  return [
    {
      tool: 'pytest',
      executable,
      invocation: {
        command: executable,
        args: pytestArguments(task, workspace),
        cwd: join(workspace.root, task.project),
        env: {
          ...isolatePytest(task),
          COVERAGE_FILE: join(workspace.root, task.options.report, '.coverage'),
          ...coverageVariables(task, workspace),
        },
      },
      judge: async (result) => {
        const judged = judge(result, task);
        const checked = verified ? await verifyResult(judged, verified, variablesOf(task)) : judged;
        return judgeCoverage(checked, task, workspace);
      },
    },
  ];
}

import { join } from 'node:path';
import { executableIn } from '../../environment/locate.js';
import { isInside, relativeInside } from '../../paths.js';
import type { ProcessResult } from '../../process/run-process.js';
import { noteArguments } from '../../verify/lists.js';
import { verifyResult } from '../../verify/verify-result.js';
import type { StepResult, TestOptions, ToolStep, ToolTask, ToolWorkspace } from '../tool-task.js';
import { nothingSelected, withError } from '../with-error.js';
import { coverageArguments, coverageVariables, judgeCoverage } from './coverage.js';
import { isolatePytest, pytestSettings } from './isolate.js';

/** Pytest's exit code when it collected nothing. */
const nothingCollected = 5;

function pytestArguments(
  task: ToolTask & { options: TestOptions },
  workspace: ToolWorkspace,
): string[] {
  const { id, project, nested, options, verified } = task;
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
    // A cache of its own: projects that share a rootdir would overwrite each other's.
    '-o',
    `cache_dir=${join(workspace.cacheFolder, 'pytest', id.replace(/[^A-Za-z0-9_-]/g, '+'))}`,
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
    : { success: true, output: `${output}No tests were collected, which counts as a success.\n` };
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
        const checked = verified ? await verifyResult(judged, verified) : judged;
        return judgeCoverage(checked, task, workspace);
      },
    },
  ];
}

import { existsSync, readFileSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { SignalError } from '../../errors.js';
import { isInside, relativeInside } from '../../paths.js';
import { addCommand } from '../../verify/add-command.js';
import { lockIn } from '../../verify/packages.js';
import type { EnvironmentChanges } from '../isolate.js';
import { pythonFile } from '../python-file.js';
import type {
  MeasuredCoverage,
  StepResult,
  TestOptions,
  ToolTask,
  ToolWorkspace,
} from '../tool-task.js';
import { withError } from '../with-error.js';
import { type CoverageReport, coverageLines, shortfalls } from './coverage-report.js';

type TestTask = ToolTask & { options: TestOptions };

/** What a task measures. What is typed runs a part of its tests, of which no figure says anything. */
export function coverageOf({ options }: Pick<ToolTask, 'options'>): MeasuredCoverage | undefined {
  if (options.kind !== 'test' || options.isTyped) return undefined;
  return options.coverage;
}

/** Arguments that make pytest measure. Ahead of all others: what is imported later is measured. */
export function coverageArguments(task: TestTask): string[] {
  return coverageOf(task) ? ['-p', 'nx_signal_coverage'] : [];
}

/** The folder of the plugin, for a run that has it on its path for no other reason. */
export function pluginPath(
  options: ToolTask['options'] | undefined,
  path: string | undefined,
): EnvironmentChanges {
  if (!options || !coverageOf({ options })) return {};
  const folder = pythonFile('inputs');
  return { PYTHONPATH: path ? `${path}${delimiter}${folder}` : folder };
}

/** Variables that tell the plugin what to measure. */
export function coverageVariables(task: TestTask, { root }: ToolWorkspace): EnvironmentChanges {
  const coverage = coverageOf(task);
  if (!coverage) return {};
  const { project, nested, coverageConfig, options } = task;
  const inside = nested
    .filter((path) => isInside(path, project))
    .map((path) => `${relativeInside(path, project)}/*`);
  const folder = join(root, options.report);
  const request = {
    folder,
    root,
    config: coverageConfig === undefined ? null : join(root, coverageConfig),
    source: coverage.source,
    omit: [...coverage.omit, ...inside],
    branch: coverage.branches !== undefined,
  };
  return {
    NX_SIGNAL_COVERAGE: JSON.stringify(request),
    // Where pytest-cov writes, should it be what measures.
    COVERAGE_FILE: join(folder, 'measured', '.coverage'),
  };
}

/** Takes away what an earlier run has left, which would pass for this one's. */
export function clearCoverage(task: ToolTask, { root }: ToolWorkspace): void {
  if (task.options.kind !== 'test' || task.options.coverage === undefined) return;
  for (const name of ['coverage.json', '.coverage', 'measured']) {
    rmSync(join(root, task.options.report, name), { recursive: true, force: true });
  }
}

function missing({ id, options }: TestTask, { root }: ToolWorkspace): SignalError {
  const { environment } = options;
  const lock = lockIn(root, environment);
  const place = { distribution: 'coverage', project: undefined, directory: environment };
  return new SignalError({
    code: 'COVERAGE_MISSING',
    message: `${id} is to measure coverage, and coverage.py is not among what its project may import.`,
    hint:
      lock === undefined
        ? 'install it in the environment: `python -m pip install coverage`.'
        : `add it: \`${addCommand({ ...place, environment, lock, group: 'dev' })}\``,
  });
}

function unusable({ id }: TestTask, reason: string): SignalError {
  return new SignalError({
    code: 'COVERAGE_FAILED',
    message: `The coverage of ${id} is unknown: ${reason}`,
    hint: 'see the settings of coverage.py and the `coverage` option; `coverage = false` switches it off for the project.',
  });
}

/** What the plugin has left: coverage.py's own report, or why there is none. */
type Left = CoverageReport | { missing: string } | { error: string };

function readLeft(file: string): Left {
  if (!existsSync(file)) return { error: 'nothing was measured until the end of the run.' };
  return JSON.parse(readFileSync(file, 'utf8')) as Left;
}

/** Adds the figures of a run to its text, and lets it fail where they are too low or missing. */
export function judgeCoverage(
  result: StepResult,
  task: TestTask,
  workspace: ToolWorkspace,
): StepResult {
  const coverage = coverageOf(task);
  // Where a test has failed, what the others have run says nothing.
  if (!coverage || !result.success) return result;
  const left = readLeft(join(workspace.root, task.options.report, 'coverage.json'));
  if ('missing' in left) return withError(result.output, missing(task, workspace));
  if ('error' in left) return withError(result.output, unusable(task, left.error));
  const figures = coverageLines(left);
  const output = `${result.output.replace(/([^\n])$/, '$1\n')}${figures}\n`;
  const low = shortfalls(left, coverage);
  if (low.length === 0) return { ...result, output };
  return withError(
    output,
    new SignalError({
      code: 'COVERAGE_LOW',
      message: `The tests of ${task.id} cover too little: ${low.join(', ')}.`,
      hint: 'test the lines named above, or lower the threshold in `coverage`.',
    }),
  );
}

import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SignalError } from '../errors.js';
import { loadRootVariables, readNxSettings } from '../nx-internal.js';
import { runProcess } from '../process/run-process.js';
import { configFilesOnDisk } from '../settings/config-files-on-disk.js';
import { pythonFile } from '../tools/python-file.js';
import { settingsFileFrom } from '../tools/settings.js';
import { changedLines } from './changed-lines.js';
import { type MeasuredTask, measuredTasks, reportFolder } from './measured-tasks.js';
import { type FileLines, judgePatch } from './patch.js';
import { pythonWithCoverage } from './reporter.js';

/** Where the reports of all tasks together are, from the workspace root. */
const output = 'dist/coverage';

/** Longer than any run may take: each task has a limit of its own. */
const day = 24 * 3_600_000;

/** Prints what a command has to say. */
export interface CoverageIo {
  /** A line of the answer. */
  stdout(text: string): void;
  /** What Nx prints. */
  progress(text: string): void;
}

/** Has Nx run the tasks, or replay them with their data. Returns its exit code. */
async function runTasks(
  root: string,
  tasks: readonly MeasuredTask[],
  progress: (text: string) => void,
): Promise<number> {
  const nx = createRequire(join(root, 'package.json')).resolve('nx/bin/nx.js');
  const namesOf = (names: readonly string[]) => [...new Set(names)].sort().join(',');
  const targets = namesOf(tasks.map(({ target }) => target));
  const projects = namesOf(tasks.map(({ project }) => project));
  const { exitCode } = await runProcess({
    command: process.execPath,
    args: [nx, 'run-many', `--targets=${targets}`, `--projects=${projects}`],
    cwd: root,
    env: { NX_TUI: 'false' },
    timeout: day,
    onOutput: progress,
  });
  return exitCode ?? 1;
}

function hasReport(root: string, task: MeasuredTask): boolean {
  return ['coverage.json', '.coverage'].every((name) =>
    existsSync(join(root, reportFolder(task), name)),
  );
}

/** Projects with the folders of their tasks' reports, and their settings. */
function describeProjects(root: string, tasks: readonly MeasuredTask[]): object[] {
  const files = configFilesOnDisk(root);
  return [...new Set(tasks.map(({ folder }) => folder))].map((folder) => {
    const config = settingsFileFrom('coverage', folder, files);
    return {
      folder,
      config: config === undefined ? null : join(root, config),
      reports: tasks
        .filter((task) => task.folder === folder)
        .map((task) => join(root, reportFolder(task))),
    };
  });
}

/** Has coverage.py write its reports. Returns its table. */
async function writeReports(root: string, tasks: readonly MeasuredTask[]): Promise<string> {
  const environments = [...new Set(tasks.map(({ options }) => options.environment))];
  const python = await pythonWithCoverage(root, environments);
  const folder = join(root, output);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const scratch = await mkdtemp(join(tmpdir(), 'nx-signal-coverage-'));
  try {
    const file = join(scratch, 'request.json');
    const projects = describeProjects(root, tasks);
    await writeFile(file, JSON.stringify({ root, output: folder, projects }));
    const { exitCode, output: text } = await runProcess({
      command: python,
      args: [pythonFile('nx_signal_coverage_report.py'), file],
      cwd: root,
      timeout: day,
    });
    if (exitCode === 0) return text;
    throw new SignalError({
      code: 'COVERAGE_FAILED',
      message: `coverage.py could not create a report of all tasks together.\n${text.trimEnd()}`,
      hint: "fix what it names, or exclude the file with `omit` in coverage.py's settings.",
    });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

function notSetUp(): SignalError {
  return new SignalError({
    code: 'COVERAGE_NOT_SET_UP',
    message: 'No task of this workspace measures coverage.',
    hint: 'set `"coverage": true` in the options of @nx-signal/python in nx.json, or `coverage = true` in [tool.nx-signal] of a project.',
  });
}

/** Says what differs from the base and is run. Returns what is below its threshold. */
async function reportPatch(
  root: string,
  tasks: readonly MeasuredTask[],
  base: string | undefined,
  { stdout }: CoverageIo,
): Promise<string[]> {
  const known =
    base ?? process.env['NX_BASE'] ?? (await readNxSettings(root)).defaultBase ?? 'main';
  const thresholds = [...new Map(tasks.map((task) => [task.folder, task])).values()].map(
    ({ project, folder, options }) => ({ project, folder, patch: options.coverage?.patch }),
  );
  const isAsked = base !== undefined || thresholds.some(({ patch }) => patch !== undefined);
  try {
    const report = await readFile(join(root, output, 'coverage.json'), 'utf8');
    const { files } = JSON.parse(report) as { files: Record<string, FileLines> };
    const { text, low } = judgePatch(files, await changedLines(root, known), known, thresholds);
    stdout(text);
    return low;
  } catch (error) {
    if (isAsked || !(error instanceof SignalError)) throw error;
    stdout(`No base to compare with: ${error.message}`);
    return [];
  }
}

/**
 * Runs or replays all tasks that measure coverage, and reports on all of them together.
 *
 * @param base - what changed lines are counted from. Default: `NX_BASE`, `defaultBase` of nx.json, `main`
 * @returns the exit code
 * @throws SignalError COVERAGE_NOT_SET_UP, COVERAGE_FAILED, BASE_UNKNOWN
 */
export async function reportCoverage(
  root: string,
  base: string | undefined,
  io: CoverageIo,
): Promise<number> {
  await loadRootVariables(root);
  const { createProjectGraphAsync } = await import('@nx/devkit');
  const tasks = measuredTasks(await createProjectGraphAsync());
  if (tasks.length === 0) throw notSetUp();
  const exitCode = await runTasks(root, tasks, io.progress);
  const measured = tasks.filter((task) => hasReport(root, task));
  const others = tasks.filter((task) => !measured.includes(task));
  if (measured.length > 0) io.stdout((await writeReports(root, measured)).trimEnd());
  for (const { project, target } of others) {
    io.stdout(`Not included, because it measured nothing: ${project}:${target}`);
  }
  if (measured.length === 0) return 1;
  io.stdout(`\nWritten to ${output}: html/index.html, coverage.xml, lcov.info, coverage.json`);
  const low = await reportPatch(root, measured, base, io);
  for (const line of low) io.stdout(line);
  return exitCode !== 0 || others.length > 0 || low.length > 0 ? 1 : 0;
}

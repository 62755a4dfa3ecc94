import { devNull } from 'node:os';
import { join } from 'node:path';
import { executableIn } from '../../environment/locate.js';
import { isInside } from '../../paths.js';
import {
  type CheckerTask,
  checkedPaths,
  fromFolder,
  nothingChecked,
  pathFromRoot,
  workingFolder,
} from '../checkers/checker-task.js';
import { settingsText } from '../checkers/settings-text.js';
import { steeringKey } from '../isolate.js';
import { pythonFile } from '../python-file.js';
import {
  environmentKey,
  type StepResult,
  type ToolStep,
  type ToolWorkspace,
} from '../tool-task.js';
import { isolateMypy, mypySettings } from './isolate.js';
import { reportForProject } from './output.js';

/** A task whose tool is mypy. */
export type MypyTask = CheckerTask;

/** What our driver says about some tasks, one line of its output. */
export type Answer =
  | {
      type: 'checked';
      ids: string[];
      sources: Record<string, string[]>;
      messages: string[];
      notes: Record<string, string>;
      unreached?: Record<string, string[]>;
      once: Record<string, string[]>;
      blocked: boolean;
    }
  /** Of the modules of a build those that were not checked again; of no task by itself. */
  | { type: 'kept'; ids: []; hits: number; of: number }
  | { type: 'refused'; ids: string[]; output: string }
  | { type: 'unsupported'; ids: string[]; reason: string };

/** Tasks with the same key can be checked in one run. */
export function mypyGroupKey(task: MypyTask): string {
  const { config, options } = task;
  return JSON.stringify([
    environmentKey(task),
    config ?? '',
    options.args ?? [],
    options.timeout ?? 0,
    // Findings in files that were not named would be those of whoever shares the run.
    options.selected ? task.id : '',
    steeringKey(task),
  ]);
}

/** What holds the caches of all configurations. It may be carried to other checkouts as a whole. */
function keptFolder(workspace: ToolWorkspace): string {
  return join(workspace.cacheFolder, 'mypy');
}

/**
 * The cache belongs to the configuration: runs with other options would throw each other's entries
 * away. The driver makes one beside it for each state of mypy's plugins.
 */
function cacheFolder(task: MypyTask, workspace: ToolWorkspace): string {
  const name = `${environmentKey(task)} ${task.config ?? ''}`.replace(/[^A-Za-z0-9._-]/g, '+');
  return join(keptFolder(workspace), name);
}

/** Arguments of mypy but for what is checked. */
function mypyArguments(task: MypyTask, workspace: ToolWorkspace, cache: string): string[] {
  const { options } = task;
  return [
    mypySettings(task, workspace),
    `--cache-dir=${cache}`,
    '--no-pretty',
    '--no-color-output',
    ...(options.args ?? []),
  ];
}

/** Whether a finding in a file is the task's own: what was checked for it, and what this imports of its project. */
function isOwnPath(
  task: MypyTask,
  workspace: ToolWorkspace,
  checked: ReadonlySet<string>,
  unreached: readonly string[],
): (printed: string) => boolean {
  const strange = new Set(unreached.map((path) => pathFromRoot(path, task, workspace)));
  return (printed) => {
    const path = pathFromRoot(printed, task, workspace);
    if (checked.has(path)) return true;
    const isInProject =
      isInside(path, task.project) && !task.nested.some((other) => isInside(path, other));
    return isInProject && !strange.has(path);
  };
}

function parseAnswer(line: string): Answer | undefined {
  try {
    return line.startsWith('{"type": ') ? (JSON.parse(line) as Answer) : undefined;
  } catch {
    // Cut off: the driver was killed while it wrote.
    return undefined;
  }
}

/**
 * What our driver said about each task: the first answer counts, and stands however the driver ended.
 *
 * @param onCounted - is told what mypy found in its cache
 */
export function readAnswers(
  output: string,
  { onCounted }: Pick<ToolWorkspace, 'onCounted'> = {},
): Map<string, Answer> {
  const answers = new Map<string, Answer>();
  for (const answer of output.split('\n').flatMap((line) => parseAnswer(line) ?? [])) {
    if (answer.type === 'kept') onCounted?.({ mypy: { hits: answer.hits, of: answer.of } });
    for (const id of answer.ids) if (!answers.has(id)) answers.set(id, answer);
  }
  return answers;
}

/**
 * The result of one task out of a run over several.
 *
 * @returns undefined when the driver could not check it: mypy itself has to
 */
export function mypyResult(
  task: MypyTask,
  workspace: ToolWorkspace,
  answers: ReadonlyMap<string, Answer>,
): StepResult | undefined {
  const answer = answers.get(task.id);
  if (answer === undefined || answer.type === 'unsupported' || answer.type === 'kept')
    return undefined;
  if (answer.type === 'refused') return { success: false, output: answer.output };
  const paths = answer.sources[task.id] ?? [];
  if (paths.length === 0) return { ...nothingChecked(task), checked: [] };
  const checked = new Set(paths.map((path) => pathFromRoot(path, task, workspace)));
  const isOwn = isOwnPath(task, workspace, checked, answer.unreached?.[task.id] ?? []);
  const report = reportForProject({ ...answer, sources: paths.length }, isOwn);
  const output = (answer.notes[task.id] ?? '') + report.output;
  return { success: report.success, output, checked: [...checked] };
}

/** A project in the words of our driver. */
function mypyProject(task: MypyTask, workspace: ToolWorkspace): Record<string, unknown> {
  const seen = (path: string) => fromFolder(workspace, workingFolder(task), path);
  const given = checkedPaths(task, workspace);
  return {
    id: task.id,
    folder: seen(task.project),
    nested: task.nested.map(seen),
    sources: given,
    paths: task.options.paths ? given : null,
  };
}

/** One run of mypy over the projects of several tasks with the same {@link mypyGroupKey}. */
export function mypyInvocation(
  tasks: readonly [MypyTask, ...MypyTask[]],
  workspace: ToolWorkspace,
): ToolStep['invocation'] {
  const [first] = tasks;
  return {
    command: executableIn(workspace.environmentFolder, 'python'),
    args: [pythonFile('nx_signal_mypy.py')],
    cwd: join(workspace.root, workingFolder(first)),
    env: isolateMypy(first, workspace),
    canWait: true,
    input: JSON.stringify({
      args: mypyArguments(first, workspace, cacheFolder(first, workspace)),
      kept: keptFolder(workspace),
      tasks: tasks.map((task) => mypyProject(task, workspace)),
    }),
  };
}

/** Mypy over one project, through the same driver as over many, so that both print the same. */
export function mypySteps(task: MypyTask, workspace: ToolWorkspace): ToolStep[] {
  return [
    {
      tool: 'mypy',
      executable: executableIn(workspace.environmentFolder, 'mypy'),
      invocation: mypyInvocation([task], workspace),
      judge: ({ output }) =>
        mypyResult(task, workspace, readAnswers(output, workspace)) ?? { success: false, output },
      instead: ({ output }) =>
        readAnswers(output).get(task.id)?.type === 'unsupported'
          ? plainMypyStep(task, workspace)
          : undefined,
    },
  ];
}

/** What mypy takes for no cache. */
const noCache = process.platform === 'win32' ? 'nul' : devNull;

/**
 * Mypy's own executable, for a version that the driver cannot work with. Siblings' findings are shown,
 * and nothing is kept: only the driver knows what mypy may trust.
 */
export function plainMypyStep(task: MypyTask, workspace: ToolWorkspace): ToolStep {
  const executable = executableIn(workspace.environmentFolder, 'mypy');
  const { input: _request, canWait: _, ...invocation } = mypyInvocation([task], workspace);
  const isNamed =
    !task.options.paths &&
    fromFolder(workspace, workingFolder(task), task.project) === '.' &&
    /^[ \t]*(?:files|packages|modules)[ \t]*[=:]/m.test(settingsText(task, workspace));
  // What is given would stand in place of what the settings name.
  const given = isNamed ? [] : checkedPaths(task, workspace);
  const args = [...mypyArguments(task, workspace, noCache), ...given];
  return {
    tool: 'mypy',
    executable,
    invocation: { ...invocation, command: executable, args },
    judge: ({ exitCode, output }) => ({ success: exitCode === 0, output }),
  };
}

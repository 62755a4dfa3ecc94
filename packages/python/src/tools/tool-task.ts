import type { InputCheck, Isolation, TestKind, TypeChecker } from '../options/names.js';
import type { CacheFigures } from '../process/cache-counts.js';
import type { Invocation, ProcessResult } from '../process/run-process.js';
import type { ImportingTask, VerifiedTask } from '../verify/verified-task.js';
import type { TaskClock } from './task-clock.js';

interface CommonOptions {
  /** Folder of the lock and the environment, relative to the workspace root. */
  environment: string;
  /** More arguments for the tool. */
  args?: string[];
  /** Seconds until the tool is stopped. Default: 600. */
  timeout?: number;
  /** Warnings about the project, a line each, that are shown below what the tool says. */
  notes?: string[];
  /** What was typed to be checked in place of all, relative to the project. */
  selected?: string[] | undefined;
  /** Whether anything was typed for this run of the task. */
  isTyped?: boolean;
}

/** Options of a target whose tool reads what is installed. */
interface InstalledOptions extends CommonOptions {
  /** What is done about what it reads undeclared. Nothing in a target that says nothing. */
  verifyInputs?: InputCheck;
  /** Whether the project has an environment of its own. */
  isolation?: Isolation;
}

/** Milliseconds until a tool with these options is stopped. */
export function timeoutOf({ timeout = 600 }: { timeout?: number }): number {
  return timeout * 1000;
}

/** Options of a target that runs ruff. */
export interface RuffOptions extends CommonOptions {
  kind: 'lint' | 'fix';
  /** False where another formatter is used: then ruff's is not. */
  format?: boolean;
}

/** Options of a target that runs a type checker. */
export interface TypecheckOptions extends InstalledOptions {
  kind: 'typecheck';
  tool: TypeChecker;
  /** What is checked whatever the checker's settings say, relative to the project. */
  paths?: string[];
  /** What the checker's settings choose from, relative to the project. Default: its folder. */
  sources?: string[];
  /** Folders of the projects that the checker's plugins are part of, from the workspace root: it imports them. */
  pluginProjects?: string[];
}

/** Percentages that a task of tests must reach, and what is measured for them. */
export interface MeasuredCoverage {
  lines?: number | undefined;
  branches?: number | undefined;
  /** Of changed lines; no task judges it. */
  patch?: number | undefined;
  /** What is measured unless coverage.py's settings say it, relative to the project. */
  source: string[];
  /** What of that is left out. */
  omit: string[];
}

/** Options of a target that runs pytest. */
export interface TestOptions extends InstalledOptions {
  kind: 'test';
  /** The target's key in `[tool.nx-signal.targets]`. */
  testKind?: TestKind;
  /** The version of Python that the tests run on. Default: that of the usual environment. */
  python?: string;
  /** Folders or files, relative to the project. */
  paths: string[];
  /** Folders inside `paths` that are left out, relative to the project. */
  ignore?: string[];
  /** Folder for reports, relative to the workspace root. */
  report: string;
  /** A marker expression. */
  markers?: string;
  /** What is measured and must be reached; nothing where this is missing. */
  coverage?: MeasuredCoverage;
}

/** Options of a target that runs a tool. */
export type ToolOptions = RuffOptions | TypecheckOptions | TestOptions;

/** Options of the target of a project that cannot be used. */
export interface BrokenOptions {
  kind: 'broken';
  environment: string;
}

/** Options of a target that audits packages. It needs no environment, and runs no tool. */
export interface AuditOptions {
  kind: 'audit';
  environment: string;
  /** Folder for reports, relative to the workspace root. */
  report: string;
}

/** Options of the target that runs a project's server. */
export interface ServeOptions {
  kind: 'serve';
  environment: string;
  isolation?: Isolation;
  /** The program and its arguments. */
  command: string[];
}

/** What a project's node in the graph says to the tasks of others. */
export interface PythonMetadata {
  /** Folders of other checkouts inside, relative to the workspace root. */
  checkouts?: string[];
  technologies: string[];
  /** It is in no environment: others do not find its modules. */
  notInstalled?: boolean;
}

/** What a task needs to know about the workspace around it. */
export interface ToolWorkspace {
  root: string;
  /** The virtual environment's folder. */
  environmentFolder: string;
  /** Folder for the tools' own caches. */
  cacheFolder: string;
  /** Import roots of every project that is installed in the same environment, relative to the workspace root. */
  importRoots: readonly string[];
  /** Those of them that hold packages and nothing else, as `src` does: no tests, no scripts. */
  sourceFolders: readonly string[];
  /** Import roots of the projects that are not installed: only they themselves have modules there. */
  ownRoots: readonly string[];
  /** Is told how long tools worked for each task. */
  clock?: TaskClock;
  /** Is told what tools found in their caches. */
  onCounted?: (figures: CacheFigures) => void;
}

/** One task: one tool (or a fixed sequence of calls of it) for one project. */
export interface ToolTask {
  /** Nx's id, `project:target`. */
  id: string;
  /** Folder of the project, relative to the workspace root. */
  project: string;
  /** Folders of projects inside this one, relative to the workspace root. */
  nested: readonly string[];
  /** Its import root, relative to the workspace root, where it is installed in no environment. */
  ownRoot?: string | undefined;
  /** The file with the tool's settings, relative to the workspace root, if there is one. */
  config?: string | undefined;
  /** Names of the variables that are part of its hash. */
  variables?: readonly string[] | undefined;
  /** What `.env` files of the project, or of its target, change in the variables of this process. */
  fileVariables?: Readonly<Record<string, string | undefined>> | undefined;
  /** The file with coverage.py's settings, for tests that measure. */
  coverageConfig?: string | undefined;
  options: ToolOptions;
  /** Whether it runs in an environment that its project has for itself. */
  isIsolated?: boolean | undefined;
  /** Whether it has the user's terminal, which a run can give to one task. */
  atTerminal?: boolean;
  /** Whether Nx stores the result of this run if it is a success. */
  isStored?: boolean;
  /** For tests whose reads are compared with their inputs. */
  verified?: VerifiedTask | undefined;
  /** For types whose imports are compared with the dependencies of the project. */
  imports?: ImportingTask | undefined;
}

/** What became of a step: whether it counts as passed, and the text shown for it. */
export interface StepResult {
  success: boolean;
  output: string;
  /** The files that a type checker was given, relative to the workspace root, where it tells them. */
  checked?: readonly string[];
  /** Modules of libraries that a test run has imported, where it notes what it reads. */
  imported?: readonly string[];
}

/** A result with the warnings that go with its task. */
export function withNotes(result: StepResult, { notes = [] }: ToolOptions): StepResult {
  if (notes.length === 0) return result;
  const { output } = result;
  const separator = output === '' || output.endsWith('\n') ? '' : '\n';
  const lines = notes.map((note) => `warning: ${note}\n`);
  return { ...result, output: output + separator + lines.join('') };
}

/** One call of a tool. */
export interface ToolStep {
  /** The tool's name, for messages. */
  tool: string;
  /** The tool's own executable, which the environment must have. */
  executable: string;
  invocation: Omit<Invocation, 'timeout' | 'onOutput'>;
  /** Turns a normal end into a result; abnormal ends are handled for all tools alike. */
  judge(result: ProcessResult): StepResult | Promise<StepResult>;
  /** Another call to be made in place of this one, when it turns out not to be able to do its work. */
  instead?(result: ProcessResult): ToolStep | undefined;
}

/** A task as far as its environment is concerned. */
export type EnvironmentTask = Pick<ToolTask, 'id' | 'project' | 'isIsolated'> & {
  options: ToolOptions | ServeOptions;
};

/** The distribution of a tool that a task starts. */
type Tool = TypeChecker | 'pytest' | 'ruff';

/** The distribution of the tool that a task starts; undefined for a server, which is what its project brings. */
export function toolOf(task: Pick<ToolTask, 'options'>): Tool;
export function toolOf(task: Pick<EnvironmentTask, 'options'>): Tool | undefined;
export function toolOf({ options }: Pick<EnvironmentTask, 'options'>): Tool | undefined {
  if (options.kind === 'serve') return undefined;
  if (options.kind === 'typecheck') return options.tool;
  return options.kind === 'test' ? 'pytest' : 'ruff';
}

/** What tells the environment of a task from others: tasks with equal keys run in one. */
export function environmentKey({ options, project, isIsolated }: ToolTask): string {
  const python = pythonOf({ options });
  const shared = python === undefined ? options.environment : `${options.environment} py${python}`;
  return isIsolated ? `${shared} for ${project}` : shared;
}

/** The version of Python that a task asks for by itself. */
export function pythonOf({ options }: Pick<EnvironmentTask, 'options'>): string | undefined {
  return options.kind === 'test' ? options.python : undefined;
}

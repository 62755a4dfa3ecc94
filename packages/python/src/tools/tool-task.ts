import type { InputCheck, TestKind, TypeChecker } from '../options/names.js';
import type { Invocation, ProcessResult } from '../process/run-process.js';
import type { ImportingTask, VerifiedTask } from '../verify/verified-task.js';

interface CommonOptions {
  /** Folder of the lock and the environment, relative to the workspace root. */
  environment: string;
  /** More arguments for the tool. */
  args?: string[];
  /** Seconds until the tool is stopped. Default: 600. */
  timeout?: number;
}

/** Milliseconds until a tool with these options is stopped. */
export function timeoutOf({ timeout = 600 }: { timeout?: number }): number {
  return timeout * 1000;
}

/** Options of a target that runs ruff. */
export interface RuffOptions extends CommonOptions {
  kind: 'lint' | 'format';
}

/** Options of a target that runs a type checker. */
export interface TypecheckOptions extends CommonOptions {
  kind: 'typecheck';
  tool: TypeChecker;
  /** What is checked, relative to the project. */
  paths: string[];
  /** What is done about imports of undeclared packages. Nothing in a target that says nothing. */
  verifyInputs?: InputCheck;
}

/** Options of a target that runs pytest. */
export interface TestOptions extends CommonOptions {
  kind: 'test';
  /** The target's key in `[tool.nx-signal.targets]`. */
  testKind?: TestKind;
  /** What is done about undeclared reads. They are not looked for in a target that says nothing. */
  verifyInputs?: InputCheck;
  /** Folders or files, relative to the project. */
  paths: string[];
  /** Folders inside `paths` that are left out, relative to the project. */
  ignore?: string[];
  /** Folder for reports, relative to the workspace root. */
  report: string;
  /** A marker expression. */
  markers?: string;
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

/** What a task needs to know about the workspace around it. */
export interface ToolWorkspace {
  root: string;
  /** The virtual environment's folder. */
  environmentFolder: string;
  /** Folder for the tools' own caches. */
  cacheFolder: string;
  /** Import roots of every project in the same environment, relative to the workspace root. */
  importRoots: readonly string[];
  /** Those of them that hold packages and nothing else, as `src` does: no tests, no scripts. */
  sourceFolders: readonly string[];
}

/** One task: one tool (or a fixed sequence of calls of it) for one project. */
export interface ToolTask {
  /** Nx's id, `project:target`. */
  id: string;
  /** Folder of the project, relative to the workspace root. */
  project: string;
  /** Folders of projects inside this one, relative to the workspace root. */
  nested: readonly string[];
  /** The file with the tool's settings, relative to the workspace root, if there is one. */
  config?: string | undefined;
  /** Names of the variables that are part of its hash. */
  variables?: readonly string[] | undefined;
  options: ToolOptions;
  /** For tests whose reads are compared with their inputs. */
  verified?: VerifiedTask | undefined;
  /** For types whose imports are compared with the dependencies of the project. */
  imports?: ImportingTask | undefined;
}

/** What became of a step: whether it counts as passed, and the text shown for it. */
export interface StepResult {
  success: boolean;
  output: string;
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

import { SignalError } from '../errors.js';
import { joinPath } from '../paths.js';
import { type DeclaredInput, declarationLines, inputFor, mergeInputs } from './declaration.js';

/** Undeclared reads of a task with what is needed to speak about them. */
export interface Undeclared {
  /** Nx's id of the task. */
  task: string;
  project: string;
  /** Folder of the project. */
  directory: string;
  kind: string;
  /** Files that were read, relative to the workspace root, sorted. */
  files: readonly string[];
  /** For each file of a project that the task's project does not depend on: that project. */
  strangers: ReadonlyMap<string, string>;
  /** Inputs that are set for the target already. */
  declared: readonly DeclaredInput[];
}

/** The command that declares all undeclared reads of a task. */
export function acceptCommand(task: string): string {
  return `npx nx-signal accept-inputs ${task}`;
}

function fileLine(file: string, { strangers, project }: Undeclared): string {
  const owner = strangers.get(file);
  return `  ${file}${owner ? ` (of ${owner}, which ${project} does not depend on)` : ''}`;
}

function hintFor({ task, directory, kind, files, strangers, declared }: Undeclared): string {
  const added = files.map((file) => inputFor(file, directory));
  const lines = declarationLines(kind, mergeInputs(declared, added));
  const them = files.length === 1 ? 'it' : 'them';
  const owners = [...new Set(strangers.values())].sort().join(' and ');
  return [
    owners ? `declare the dependency on ${owners}, or what is read as inputs:` : `declare ${them}:`,
    `  run ${acceptCommand(task)}`,
    `  or write into ${joinPath(directory, 'pyproject.toml')}`,
    '',
    ...lines.map((line) => `    ${line}`),
  ].join('\n');
}

/** The error about undeclared reads: each file, the command that declares them and the lines. */
export function undeclaredError(undeclared: Undeclared): SignalError {
  const { task, files } = undeclared;
  const what = files.length === 1 ? 'a file that is' : `${files.length} files that are`;
  const message = `${task} read ${what} not among its inputs, so a stored result can be out of date:`;
  return new SignalError({
    code: 'INPUTS_UNDECLARED',
    message: [message, ...files.map((file) => fileLine(file, undeclared))].join('\n'),
    hint: hintFor(undeclared),
  });
}

/** The error about a run that left no list of its reads. */
export function unverifiedError(task: string): SignalError {
  return new SignalError({
    code: 'INPUTS_UNVERIFIED',
    message: `${task} ended without saying which files it read, so its inputs could not be verified.`,
    hint:
      'let pytest end by itself, without os._exit, and do not block its plugin nx_signal_inputs; ' +
      'or set `verifyInputs` to "warn" or "off".',
  });
}

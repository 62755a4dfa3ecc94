import { SignalError } from '../errors.js';
import { joinPath } from '../paths.js';
import { commandHere } from '../program-command.js';
import { type Declaration, declarationLines, inputFor, mergeDeclaration } from './declaration.js';
import type { VariableRead } from './lists.js';

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
  /** Those of the files that git or Nx ignore. */
  ignored: readonly string[];
  /** For each file of a project that the task's project does not depend on: that project. */
  strangers: ReadonlyMap<string, string>;
  /** Variables that were asked for, sorted. */
  variables: readonly VariableRead[];
  /** What is declared for the target already. */
  declared: Declaration;
  /** Whether variables were kept from the task. */
  hides: boolean;
}

/** The command that declares all undeclared reads of a task. */
export function acceptCommand(task: string): string {
  return `${commandHere('nx-signal')} accept-inputs ${task}`;
}

function fileLine(file: string, { strangers, ignored, project }: Undeclared): string {
  const owner = strangers.get(file);
  const notes = [
    ...(owner ? [`of ${owner}, which ${project} does not depend on`] : []),
    ...(ignored.includes(file) ? ['ignored by git or Nx'] : []),
  ];
  return `  ${file}${notes.length > 0 ? ` (${notes.join('; ')})` : ''}`;
}

function variableLine({ name, file, line }: VariableRead, hides: boolean): string {
  const got = hides ? ', which was hidden from it' : '';
  return `  ${name} (${file}:${line} reads the variable${got})`;
}

function hintFor(undeclared: Undeclared): string {
  const { task, directory, kind, files, ignored, variables, strangers, declared } = undeclared;
  const inputs = files.map((file) => inputFor(file, directory, ignored.includes(file)));
  const names = variables.map(({ name }) => name);
  const lines = declarationLines(kind, mergeDeclaration(declared, inputs, names));
  const them = files.length + names.length === 1 ? 'it' : 'them';
  const owners = [...new Set(strangers.values())].sort().join(' and ');
  return [
    owners
      ? `declare the dependency on ${owners}, or declare the files as inputs:`
      : `declare ${them}:`,
    `  run ${acceptCommand(task)}`,
    `  or write into ${joinPath(directory, 'pyproject.toml')}`,
    '',
    ...lines.map((line) => `    ${line}`),
  ].join('\n');
}

function amount(count: number, word: string): string[] {
  if (count === 0) return [];
  return [count === 1 ? `a ${word}` : `${count} ${word}s`];
}

/** The error about undeclared reads: each file and variable, the command that declares them, the lines. */
export function undeclaredError(undeclared: Undeclared): SignalError {
  const { task, files, variables } = undeclared;
  const what = [...amount(files.length, 'file'), ...amount(variables.length, 'variable')];
  const be = files.length + variables.length === 1 ? 'is' : 'are';
  const message = `${task} read ${what.join(' and ')} that ${be} not among its inputs, so a stored result can be out of date:`;
  const lines = [
    ...files.map((file) => fileLine(file, undeclared)),
    ...variables.map((read) => variableLine(read, undeclared.hides)),
  ];
  return new SignalError({
    code: 'INPUTS_UNDECLARED',
    message: [message, ...lines].join('\n'),
    hint: hintFor(undeclared),
  });
}

/** The error about a run that left no list of its reads. */
export function unverifiedError(task: string): SignalError {
  return new SignalError({
    code: 'INPUTS_UNVERIFIED',
    message: `${task} ended without reporting which files it read, so its inputs could not be verified.`,
    hint:
      'let pytest end normally, without os._exit, and do not block its plugin nx_signal_inputs; ' +
      'or set `verifyInputs` to "warn" or "off".',
  });
}

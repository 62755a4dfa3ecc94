import { SignalError } from '../errors.js';
import { joinPath } from '../paths.js';
import {
  type Declaration,
  declarationLines,
  filesetFor,
  mergeDeclaration,
} from '../verify/declaration.js';
import type { Verdict } from './judge.js';

/** A task about which there is something to say. */
export interface TracedTask {
  /** Nx's id. */
  task: string;
  /** Folder of its project. */
  directory: string;
  /** The target's key in `[tool.nx-signal.targets]`. */
  kind: string;
  /** What is declared for it already. */
  declared: Declaration;
}

/** The inputs that stand for what was read in the workspace. */
export function inputsFor({ files, folders }: Verdict): string[] {
  // Those of the workspace: what a project's own inputs leave out, no other input of it brings back.
  return [
    ...files.map((file) => filesetFor(file, '.')),
    ...folders.map((folder) => filesetFor(`${folder}/`, '.').concat('**/*')),
  ];
}

function lines(verdict: Verdict): string[] {
  return [
    ...verdict.files.map((file) => `  ${file}`),
    ...verdict.folders.map((folder) => `  ${folder}/ (the names in it)`),
    ...verdict.outside.map((path) => `  ${path} (outside the workspace)`),
  ];
}

function hintFor({ directory, kind, declared }: TracedTask, verdict: Verdict): string {
  const added = inputsFor(verdict);
  const apart =
    'an input cannot be outside the workspace: move the file into the workspace, or remove it from the settings.';
  if (added.length === 0) return apart;
  return [
    `declare it in ${joinPath(directory, 'pyproject.toml')}:`,
    '',
    ...declarationLines(kind, mergeDeclaration(declared, added, [])).map((line) => `    ${line}`),
    ...(verdict.outside.length > 0 ? ['', apart] : []),
  ].join('\n');
}

/** The error about reads outside the hash; undefined when there are none. */
export function traceError(task: TracedTask, verdict: Verdict): SignalError | undefined {
  const found = lines(verdict);
  if (found.length === 0) return undefined;
  return new SignalError({
    code: 'INPUTS_UNDECLARED',
    message: [
      `${task.task} read files that are not in its hash, so a stored result can be out of date:`,
      ...found,
    ].join('\n'),
    hint: hintFor(task, verdict),
  });
}

/** What is said about reads that no hash can know; empty when there were none. */
export function ignoredRemark({ task }: TracedTask, { ignored }: Verdict): string[] {
  if (ignored.length === 0) return [];
  return [
    `${task} also read files that git or Nx ignore, so they are in no hash:`,
    ...ignored.map((file) => `  ${file}`),
  ];
}

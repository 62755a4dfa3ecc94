import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SignalError } from '../errors.js';
import { setValue } from '../toml/edit-toml.js';
import { declarationKeys, declarationLines, inputFor, mergeInputs } from './declaration.js';
import { readObserved } from './observed.js';
import { ownInputs, readPyproject } from './project-inputs.js';

/** What {@link acceptInputs} has done. */
export interface AcceptedInputs {
  /** The edited file, relative to the workspace root. */
  file: string;
  /** The inputs that were added; empty when all were there already. */
  added: string[];
}

function nothingObserved(task: string): SignalError {
  return new SignalError({
    code: 'INPUTS_NOT_OBSERVED',
    message: `No undeclared reads of ${task} are known here.`,
    hint: `check the name, or run the task first: npx nx run ${task} --skip-nx-cache`,
  });
}

function notEditable(file: string, lines: readonly string[]): SignalError {
  return new SignalError({
    code: 'PYPROJECT_INVALID',
    message: `${file} could not be edited without changing more than the inputs.`,
    place: { file },
    hint: ['write these lines by hand:', '', ...lines.map((line) => `    ${line}`)].join('\n'),
  });
}

/**
 * Declares what the last run of a task read without having declared it, in the pyproject.toml of its
 * project.
 *
 * @param task - Nx's id, such as `models:test:unit`
 * @throws SignalError INPUTS_NOT_OBSERVED when no undeclared read is known, PYPROJECT_INVALID when the
 *   file cannot be edited
 */
export async function acceptInputs(workspaceRoot: string, task: string): Promise<AcceptedInputs> {
  const observed = readObserved(workspaceRoot, task);
  if (!observed) throw nothingObserved(task);
  const { directory, kind, files, shared } = observed;
  const pyproject = readPyproject(workspaceRoot, directory);
  const declared = ownInputs(pyproject, kind) ?? shared;
  const wanted = files.map((file) => inputFor(file, directory));
  const inputs = mergeInputs(declared, wanted);
  const added = wanted.filter((input) => !declared.includes(input));
  if (added.length === 0) return { file: pyproject.file, added };
  const text = setValue(pyproject.text, [...declarationKeys(kind), 'inputs'], inputs);
  if (text === undefined) throw notEditable(pyproject.file, declarationLines(kind, inputs));
  await writeFile(join(workspaceRoot, pyproject.file), text);
  return { file: pyproject.file, added };
}

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SignalError } from '../errors.js';
import { commandHere } from '../program-command.js';
import { setValue } from '../toml/edit-toml.js';
import {
  type Declaration,
  declarationKeys,
  declarationLines,
  inputFor,
  mergeDeclaration,
  missingInputs,
} from './declaration.js';
import { readObserved } from './observed.js';
import { declarationOf, readPyproject } from './project-inputs.js';

/** What {@link acceptInputs} has done. */
export interface AcceptedInputs {
  /** The edited file, relative to the workspace root. */
  file: string;
  /** Inputs and `env NAME` that were added; empty when all were there already. */
  added: string[];
}

function nothingObserved(task: string): SignalError {
  return new SignalError({
    code: 'INPUTS_NOT_OBSERVED',
    message: `No undeclared reads of ${task} are recorded here.`,
    hint: `check the name, or run the task first: ${commandHere('nx')} run ${task} --skip-nx-cache`,
  });
}

function notEditable(file: string, lines: readonly string[]): SignalError {
  return new SignalError({
    code: 'PYPROJECT_INVALID',
    message: `${file} could not be edited without changing more than the inputs.`,
    place: { file },
    hint: ['write these lines yourself:', '', ...lines.map((line) => `    ${line}`)].join('\n'),
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
  const { directory, kind, files, ignored = [], variables = [] } = observed;
  const { shared, sharedVariables = [] } = observed;
  const pyproject = readPyproject(workspaceRoot, directory);
  const declared = declarationOf(pyproject, kind, { inputs: shared, env: sharedVariables });
  const inputs = files.map((file) => inputFor(file, directory, ignored.includes(file)));
  const names = variables.map(({ name }) => name);
  const wanted = mergeDeclaration(declared, inputs, names);
  const added = [
    ...missingInputs(declared.inputs, inputs).map((input) =>
      typeof input === 'string' ? input : String(input['fileset']),
    ),
    ...names.filter((name) => !declared.env.includes(name)).map((name) => `env ${name}`),
  ];
  if (added.length === 0) return { file: pyproject.file, added };
  const text = withDeclaration(pyproject.text, kind, declared, wanted);
  if (text === undefined) throw notEditable(pyproject.file, declarationLines(kind, wanted));
  await writeFile(join(workspaceRoot, pyproject.file), text);
  return { file: pyproject.file, added };
}

/** Text with what is wanted beyond what is declared; undefined when it cannot be edited safely. */
function withDeclaration(
  text: string,
  kind: string,
  declared: Declaration,
  wanted: Declaration,
): string | undefined {
  let edited: string | undefined = text;
  for (const key of ['inputs', 'env'] as const) {
    // What is only shared so far is written when the project gets a list of its own.
    if (edited === undefined || wanted[key].length === declared[key].length) continue;
    edited = setValue(edited, [...declarationKeys(kind), key], wanted[key]);
  }
  return edited;
}

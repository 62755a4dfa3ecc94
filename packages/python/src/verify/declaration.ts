import { quoteGlob } from '../globs.js';
import { isInside, relativeInside } from '../paths.js';
import { keyText, linesOfValue } from '../toml/toml-text.js';

/** A value of an `inputs` option. */
export type DeclaredInput = string | Record<string, unknown>;

/** What is declared for one target, under the names of its options. */
export interface Declaration {
  inputs: readonly DeclaredInput[];
  /** Names of variables. */
  env: readonly string[];
}

/** The fileset that stands for one file. */
export function filesetFor(file: string, project: string): string {
  return project !== '.' && isInside(file, project)
    ? `{projectRoot}/${quoteGlob(relativeInside(file, project))}`
    : `{workspaceRoot}/${quoteGlob(file)}`;
}

/**
 * The input that stands for one file.
 *
 * @param isIgnored - git or Nx ignore it: Nx then has to be told to read it from the disk
 */
export function inputFor(file: string, project: string, isIgnored: boolean): DeclaredInput {
  const fileset = filesetFor(file, project);
  return isIgnored ? { fileset, includeIgnored: true } : fileset;
}

/** Those of the inputs that are not declared yet. */
export function missingInputs(
  declared: readonly DeclaredInput[],
  inputs: readonly DeclaredInput[],
): DeclaredInput[] {
  const known = new Set(declared.map((input) => JSON.stringify(input)));
  return inputs.filter((input) => !known.has(JSON.stringify(input)));
}

/** A declaration with what is not in it yet. */
export function mergeDeclaration(
  declared: Declaration,
  inputs: readonly DeclaredInput[],
  env: readonly string[],
): Declaration {
  return {
    inputs: [...declared.inputs, ...missingInputs(declared.inputs, inputs)],
    env: [...declared.env, ...env.filter((name) => !declared.env.includes(name))],
  };
}

/** Keys of the table with a target's options in a pyproject.toml. */
export function declarationKeys(kind: string): string[] {
  return ['tool', 'nx-signal', 'targets', kind];
}

/** The lines that declare inputs of a target in a pyproject.toml. */
export function declarationLines(kind: string, { inputs, env }: Declaration): string[] {
  return [
    `[${declarationKeys(kind).map(keyText).join('.')}]`,
    ...(inputs.length > 0 ? linesOfValue('inputs', inputs) : []),
    ...(env.length > 0 ? linesOfValue('env', env) : []),
  ];
}

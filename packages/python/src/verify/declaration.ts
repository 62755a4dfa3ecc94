import { isInside, relativeInside } from '../paths.js';
import { keyText, linesOfValue } from '../toml/toml-text.js';

/** A value of an `inputs` option. */
export type DeclaredInput = string | Record<string, unknown>;

/** The input that stands for one file. */
export function inputFor(file: string, project: string): string {
  // Nx has no way to quote what means something in a glob.
  const glob = file.replace(/[*?[\]{}()\\]/g, '?');
  return project !== '.' && isInside(file, project)
    ? `{projectRoot}/${relativeInside(glob, project)}`
    : `{workspaceRoot}/${glob}`;
}

/** Inputs with those added that are not among them yet. */
export function mergeInputs(
  declared: readonly DeclaredInput[],
  added: readonly string[],
): DeclaredInput[] {
  return [...declared, ...added.filter((input) => !declared.includes(input))];
}

/** Keys of the table with a target's options in a pyproject.toml. */
export function declarationKeys(kind: string): string[] {
  return ['tool', 'nx-signal', 'targets', kind];
}

/** The lines that declare inputs of a target in a pyproject.toml. */
export function declarationLines(kind: string, inputs: readonly DeclaredInput[]): string[] {
  return [`[${declarationKeys(kind).map(keyText).join('.')}]`, ...linesOfValue('inputs', inputs)];
}

import { quoteGlob } from '../globs.js';
import { isInside, relativeInside } from '../paths.js';

/** A value of an `inputs` option. */
export type DeclaredInput = string | Record<string, unknown>;

/** The input that stands for one file. */
export function inputFor(file: string, project: string): string {
  return project !== '.' && isInside(file, project)
    ? `{projectRoot}/${quoteGlob(relativeInside(file, project))}`
    : `{workspaceRoot}/${quoteGlob(file)}`;
}

/** Inputs with those added that are not among them yet. */
export function mergeInputs(
  declared: readonly DeclaredInput[],
  added: readonly string[],
): DeclaredInput[] {
  return [...declared, ...added.filter((input) => !declared.includes(input))];
}

/** A value as TOML in one line. */
function toml(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(toml).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const pairs = Object.entries(value).map(([key, item]) => `${key} = ${toml(item)}`);
  return `{ ${pairs.join(', ')} }`;
}

const widest = 100;

/** The lines that declare inputs of a target in a pyproject.toml. */
export function declarationLines(kind: string, inputs: readonly DeclaredInput[]): string[] {
  const line = `inputs = ${toml(inputs)}`;
  return [
    `[tool.nx-signal.targets."${kind}"]`,
    ...(line.length <= widest
      ? [line]
      : ['inputs = [', ...inputs.map((input) => `    ${toml(input)},`), ']']),
  ];
}

/**
 * An import of a source file.
 *
 * @typedef {{line: number, target: string}} Import
 */

/** Static imports and exports, imports for their effect alone, calls of import and require, and types. */
const patterns = [
  /\bfrom\s*(['"])(?<target>[^'"\n]+)\1/g,
  /\bimport\s*(['"])(?<target>[^'"\n]+)\1/g,
  /\b(?:import|require|resolve)\s*\(\s*(['"`])(?<target>[^'"`\n]+)\1/g,
];

/** A target that no reader can know: it would pass every fence. */
const computed = /\bimport\s*\(\s*(?<target>[^'"`\s)][^)\n]*)\)/g;

/** Lines that are comments become empty, so that lines keep their numbers. */
function withoutComments(text) {
  return text
    .split('\n')
    .map((line) => (/^\s*(?:\/\/|\/?\*)/.test(line) ? '' : line))
    .join('\n');
}

/**
 * What a source file imports, for types or for good, in the order of its lines.
 *
 * @param {string} text
 * @returns {Import[]} a computed target is `(…)` with its expression
 */
export function readImports(text) {
  const code = withoutComments(text);
  const lineOf = ({ 0: found, index, groups }) =>
    code.slice(0, index + found.lastIndexOf(groups.target)).split('\n').length;
  const known = patterns.flatMap((pattern) =>
    [...code.matchAll(pattern)].map((match) => ({
      line: lineOf(match),
      target: match.groups.target,
    })),
  );
  const unknown = [...code.matchAll(computed)].map((match) => ({
    line: lineOf(match),
    target: `(${match.groups.target})`,
  }));
  return [...known, ...unknown].sort((left, right) => left.line - right.line);
}

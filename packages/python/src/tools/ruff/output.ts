import { relative } from 'node:path';
import type { ProcessResult } from '../../process/run-process.js';

/** Paths that ruff printed, relative to the workspace root. */
function fromRoot(paths: readonly string[], root: string): string[] {
  return paths.map((path) => relative(root, path).replaceAll('\\', '/'));
}

/** How a run of ruff ended. */
type RuffEnd = Pick<ProcessResult, 'exitCode' | 'output'>;

/** Files with findings out of ruff's JSON; undefined when it says something else. */
export function filesWithFindings(
  { exitCode, output }: RuffEnd,
  root: string,
): string[] | undefined {
  if (exitCode !== 1) return exitCode === 0 && output === '[]' ? [] : undefined;
  try {
    const findings: { filename: string }[] = JSON.parse(output);
    return fromRoot(
      findings.map(({ filename }) => filename),
      root,
    );
  } catch {
    // A warning in front of the JSON, for example about a deprecated setting, or no file's finding.
    return undefined;
  }
}

/** Files that ruff would format; undefined when it says something else. */
export function unformattedFiles(
  { exitCode, output }: RuffEnd,
  root: string,
): string[] | undefined {
  if (exitCode === 0 && /^\d+ files? already formatted\n$/.test(output)) return [];
  return filesWithFindings({ exitCode, output }, root);
}

/** Python files that ruff does not leave out; undefined when it fails to tell. */
export function checkedFiles({ exitCode, output }: RuffEnd, root: string): string[] | undefined {
  const files = output.split('\n').filter((file) => /\.(?:pyi?|ipynb)$/.test(file));
  return exitCode === 0 ? fromRoot(files, root) : undefined;
}

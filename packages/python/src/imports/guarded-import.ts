const blank = /^\s*(#.*)?$/;
const handles = /^\s*(try|except|else|finally|with\s+(contextlib\.)?suppress)\b/;
const chooses = /^\s*(if|elif)\b.*\b(sys|platform|os|find_spec)\b/;

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

/**
 * Whether an import stands where code is ready for its failure, or runs on some systems and versions
 * only. By indentation alone: where that is not clear, it counts as guarded.
 *
 * @param line - 1-based
 */
export function isGuardedImport(text: string, line: number): boolean {
  const lines = text.split(/\r?\n/);
  const own = lines[line - 1] ?? '';
  if (own.includes('importorskip')) return true;
  let indent = indentOf(own);
  for (let index = line - 2; index >= 0 && indent > 0; index--) {
    const above = lines[index] ?? '';
    if (blank.test(above) || indentOf(above) >= indent) continue;
    if (handles.test(above) || chooses.test(above)) return true;
    indent = indentOf(above);
  }
  return false;
}

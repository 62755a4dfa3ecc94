/** One finding of a tool. */
export interface Finding {
  /** Relative to the workspace root. */
  file: string;
  /** 1-based, as is the column. */
  line?: number | undefined;
  column?: number | undefined;
  /** The rule, or the exception of a test. */
  code?: string | undefined;
  /** The tool's own, in one line. */
  message: string;
  /** What selects it among arguments; undefined for what is in another project. */
  selector?: string | undefined;
}

function compare(a: Finding, b: Finding): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return (a.line ?? 0) - (b.line ?? 0);
}

const isSyntax = ({ code, message }: Finding) =>
  /syntax/i.test(code ?? '') || /^(?:SyntaxError|Expected an? |Failed to parse)/i.test(message);

/** Findings by file and line. Of a file that cannot be parsed one is told: the others follow from it. */
export function orderedFindings(findings: readonly Finding[]): Finding[] {
  const sorted = [...findings].sort(compare);
  const broken = new Map<string, Finding>();
  for (const one of sorted) if (isSyntax(one) && !broken.has(one.file)) broken.set(one.file, one);
  return sorted.filter((one) => !broken.has(one.file) || broken.get(one.file) === one);
}

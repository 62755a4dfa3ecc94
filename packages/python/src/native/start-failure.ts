const errorLine = /^sccache: error: (.*)$/m;
const status = /\bstatus: (\d{3})\b/;
const source = /^Source:\s*\n\s*(.+)$/m;
/** Users and passwords in addresses. */
const credentials = /(?<=:\/\/)[^/@\s]+@/g;

/**
 * Why sccache did not start, in part of a line: of its error, of how the store answered or of what is behind it. The rest
 * of what it says is for whoever develops it.
 */
export function startFailure(output: string): string {
  const [first = 'it said nothing'] = output.trim().split('\n');
  const error = errorLine.exec(output)?.[1] ?? first;
  const code = status.exec(output)?.[1];
  const behind = code === undefined ? source.exec(output)?.[1] : `status ${code}`;
  return (behind === undefined ? error : `${error}: ${behind}`).replace(credentials, '').trim();
}

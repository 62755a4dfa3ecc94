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
  // What comes behind the colon is the kind of error and the function; the cause is what somebody can mend.
  const words = behind === undefined ? error : `${error.split(': ')[0]}: ${behind}`;
  return words.replace(credentials, '').replace(/\s+/g, ' ').trim();
}

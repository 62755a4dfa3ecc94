/** Where a dotted key stands in TOML text, for messages: the parser keeps no positions. */

function headerPath(line: string): string | undefined {
  const match = /^\s*\[\[?\s*([^\]]+?)\s*\]\]?\s*(#.*)?$/.exec(line);
  return match?.[1] && unquote(match[1]);
}

function unquote(path: string): string {
  return path.replace(/\s*\.\s*/g, '.').replace(/["']/g, '');
}

function keyPath(line: string): string | undefined {
  const match =
    /^\s*((?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*'))*)\s*=/.exec(
      line,
    );
  return match?.[1] && unquote(match[1]);
}

/**
 * The line (1-based) that sets `key`, or else the one that opens the nearest table around it.
 * Undefined when the text holds neither. Keys inside inline tables are found by their table's line.
 */
export function lineOfKey(text: string, key: string): number | undefined {
  let table = '';
  let best: { line: number; length: number } | undefined;
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const header = headerPath(line);
    if (header !== undefined) table = header;
    const own = header === undefined ? keyPath(line) : undefined;
    const path = header ?? (own && (table ? `${table}.${own}` : own));
    if (!path || (path !== key && !key.startsWith(`${path}.`))) continue;
    if (!best || path.length > best.length) best = { line: index + 1, length: path.length };
  }
  return best?.line;
}

import { escapePattern } from '../escape-pattern.js';
import { CodeCursor } from '../imports/code-cursor.js';

/** What {@link renameModule} gives. */
export interface RenamedModule {
  text: string;
  /** 1-based lines with the name in a place where it may mean something else; they were left alone. */
  doubtful: number[];
}

interface Statement {
  start: number;
  end: number;
  isFrom: boolean;
}

const importStatement =
  /(?<=^[ \t]*|[;:][ \t]*)(?:from[ \t]+[\w.]+[ \t]+import[ \t]*(?:\([^)]*\)|(?:[^\n\\;]|\\\r?\n)*)|import[ \t]+(?:[^\n\\;]|\\\r?\n)*)/gm;

function lineAt(text: string, position: number): number {
  return text.slice(0, position).split('\n').length;
}

/** Asks of positions, in rising order, whether they stand in code. */
function codeTester(text: string): (position: number) => boolean {
  const cursor = new CodeCursor(text, 0, { brokenFormat: false });
  return (position) => {
    cursor.advance(position);
    return cursor.at === position;
  };
}

function importStatements(text: string): Statement[] {
  const isCode = codeTester(text);
  return [...text.matchAll(importStatement)].flatMap((match) => {
    const start = match.index;
    if (!isCode(start)) return [];
    return [{ start, end: start + match[0].length, isFrom: text.startsWith('from', start) }];
  });
}

/** `import orders` and `import orders.api` bind the name `orders` in the file; `as` binds another. */
function bindsName(text: string, statements: readonly Statement[], name: string): boolean {
  const pattern = new RegExp(
    `(?:import|,)\\s+${escapePattern(name)}(?:\\.[\\w.]+)?\\s*(?:,|$|#|;)`,
  );
  return statements.some(
    ({ start, end, isFrom }) => !isFrom && pattern.test(text.slice(start, end).trimEnd()),
  );
}

type Use = 'module' | 'other' | 'doubtful';

function useInStatement(text: string, position: number, { start, isFrom }: Statement): Use {
  const before = text.slice(start, position);
  if (isFrom) return /^from\s+$/.test(before) ? 'module' : 'other';
  return /(?:import|,)\s*\\?\s*$/.test(before) ? 'module' : 'other';
}

/** A whole-string reference: `"orders.app:create_app"`, or the name behind `-m` or an import call. */
function useInText(text: string, position: number, end: number): Use {
  if (!/["']$/.test(text.slice(0, position))) return 'other';
  if (/^(?:\.\w+)+(?:[:"'])|^:\w/.test(text.slice(end))) return 'module';
  const named = /(?:["']-m["'],\s*|import_module\(\s*|importorskip\(\s*|__import__\(\s*)["']$/;
  return named.test(text.slice(0, position)) ? 'module' : 'other';
}

function useInCode(text: string, position: number, end: number, isBound: boolean): Use {
  if (!isBound) return 'other';
  const binds = /(?:\bas|\bdef|\bclass|\bfor|\blambda|\bglobal)\s+$/.test(text.slice(0, position));
  const assigned = /^\s*(?::[^=\n]*)?=(?!=)/.test(text.slice(end));
  return binds || assigned ? 'doubtful' : 'module';
}

/**
 * Renames a top-level module in the text of a Python file: in imports, in code that uses what an
 * import bound, and in strings that name a module with a member.
 */
export function renameModule(text: string, from: string, to: string): RenamedModule {
  const pattern = new RegExp(`(?<![\\w.])${escapePattern(from)}(?!\\w)`, 'g');
  if (!pattern.test(text)) return { text, doubtful: [] };
  const statements = importStatements(text);
  const isBound = bindsName(text, statements, from);
  const isCode = codeTester(text);
  const doubtful: number[] = [];
  const renamed = text.replaceAll(pattern, (name, position: number) => {
    const end = position + name.length;
    const statement = statements.find((item) => item.start <= position && position < item.end);
    const use = !isCode(position)
      ? useInText(text, position, end)
      : statement
        ? useInStatement(text, position, statement)
        : useInCode(text, position, end, isBound);
    if (use === 'doubtful') doubtful.push(lineAt(text, position));
    return use === 'module' ? to : name;
  });
  return { text: renamed, doubtful };
}

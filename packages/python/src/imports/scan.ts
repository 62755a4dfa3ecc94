import { isWord } from './characters.js';
import { CodeCursor, type TextHealth } from './code-cursor.js';
import type { FileImport } from './file-import.js';
import type { Span } from './format-string.js';
import { importFunctions, readImportCall } from './import-call.js';
import { readStatement } from './import-statement.js';
import { LineCounter } from './line-counter.js';
import { decodeName, decodeText, type SourceText, sourceText } from './source-text.js';
import { TypeCheckingBlocks } from './type-checking.js';

/**
 * The imports of a Python file, in the order they stand in: statements at any depth, and calls of
 * `import_module`, `__import__` and `pytest.importorskip` with a literal. Never throws; of a broken
 * file it gives what is readable.
 *
 * @param source UTF-8 bytes (or bytes with PEP 263's cookie), which is fastest, or decoded text.
 */
export function scanImports(source: Uint8Array | string): FileImport[] {
  const prepared = sourceText(source);
  return prepared.text.includes('import') ? new Scan(prepared).run() : [];
}

/**
 * Jumps from one `import` in the text to the next, and only learns whether it stands in code. Nothing
 * behind the last one is looked at, and the code between is never cut into tokens.
 */
class Scan {
  private readonly imports: FileImport[] = [];
  private readonly health: TextHealth = { brokenFormat: false };
  private readonly text: string;
  private readonly blocks: TypeCheckingBlocks;
  private readonly lines: LineCounter;
  private nextBlock: number;

  constructor(private readonly source: SourceText) {
    this.text = source.text;
    this.blocks = new TypeCheckingBlocks(source.text);
    this.lines = new LineCounter(source.text);
    this.nextBlock = source.text.indexOf('TYPE_CHECKING');
  }

  run(): FileImport[] {
    this.scanRange(0, this.text.length);
    return this.imports;
  }

  private scanRange(start: number, end: number): void {
    const cursor = new CodeCursor(this.text, start, this.health);
    let found = this.text.indexOf('import', start);
    while (found >= 0 && found < end) {
      this.openBlocks(cursor, found);
      cursor.advance(found);
      if (cursor.at > found) this.scanSpans(cursor.spans, found, cursor.at);
      else cursor.at = this.readCandidate(cursor, found);
      found = this.text.indexOf('import', cursor.at);
    }
  }

  /** Visits each `TYPE_CHECKING` on the way, for the same cursor knows whether it is code. */
  private openBlocks(cursor: CodeCursor, before: number): void {
    while (this.nextBlock >= 0 && this.nextBlock < before) {
      cursor.advance(this.nextBlock);
      if (cursor.at === this.nextBlock) this.blocks.open(this.nextBlock);
      this.nextBlock = this.text.indexOf('TYPE_CHECKING', Math.max(cursor.at, this.nextBlock + 1));
    }
  }

  /** Looks for calls in the expressions of an f-string that has the letters `import` in it. */
  private scanSpans(spans: readonly Span[], found: number, end: number): void {
    for (const [from, to] of spans) {
      if (to > found && to <= end) this.scanRange(from, to);
    }
  }

  /** Reads what an `import` in code belongs to, and says where to go on. */
  private readCandidate(cursor: CodeCursor, found: number): number {
    const word = wordAround(this.text, found);
    if (word.text === 'import') return this.readStatement(cursor, found);
    if (importFunctions.has(word.text)) this.readCall(word.start, word.end);
    // Not past a call's arguments: they may hold another import call.
    return word.end;
  }

  private readStatement(cursor: CodeCursor, keyword: number): number {
    const statement = readStatement(this.text, keyword, cursor.codeStart);
    if (statement === undefined) return keyword + 'import'.length;
    const names = statement.names?.map((name) => decodeName(this.source, name));
    for (const module of statement.modules) {
      this.add(decodeName(this.source, module), statement.start, names);
    }
    cursor.codeStart = statement.end;
    return statement.end;
  }

  private readCall(start: number, nameEnd: number): void {
    const call = readImportCall(this.text, nameEnd);
    if (call !== undefined) this.add(decodeText(this.source, call.module), start, undefined);
  }

  private add(module: string, position: number, names: string[] | undefined): void {
    const found: FileImport = { module, line: this.lines.lineOf(position) };
    if (names !== undefined) found.names = names;
    if (this.blocks.include(position)) found.typeChecking = true;
    this.imports.push(found);
  }
}

/** The whole word that has `import` at `found`. */
function wordAround(text: string, found: number): { text: string; start: number; end: number } {
  let start = found;
  let end = found + 'import'.length;
  while (start > 0 && isWord(text.charCodeAt(start - 1))) start--;
  while (isWord(text.charCodeAt(end))) end++;
  return { text: text.slice(start, end), start, end };
}

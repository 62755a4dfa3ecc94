import { HASH, isBlank, isNewline, SPACE, TAB } from './characters.js';

const headerStart = /^[ \t\f]*(?:el)?if[ \t]*\(?[ \t]*(?:\w+[ \t]*\.[ \t]*)?$/;
const headerEnd = /[ \t]*\)?[ \t]*:/y;

interface Block {
  indent: number;
  header: number;
  /** Lines up to here are known to lie in the block. */
  checked: number;
}

/**
 * Knows which positions of a file lie in an `if TYPE_CHECKING:` block, told by indentation alone. A
 * line of a string or of a bracketed expression that stands further left ends the block too early: the
 * import behind it counts as one that runs, which is the safe side.
 */
export class TypeCheckingBlocks {
  private blocks: Block[] = [];

  constructor(private readonly text: string) {}

  /** Takes notice of the word `TYPE_CHECKING` in code. Positions must come in ascending order. */
  open(word: number): void {
    const lineStart = startOfLine(this.text, word);
    headerEnd.lastIndex = word + 'TYPE_CHECKING'.length;
    if (!headerStart.test(this.text.slice(lineStart, word)) || !headerEnd.test(this.text)) return;
    const checked = endOfLine(this.text, word);
    this.blocks.push({ indent: indentation(this.text, lineStart), header: lineStart, checked });
  }

  /** Says whether a statement at `position` is in a block. Positions must come in ascending order. */
  include(position: number): boolean {
    if (this.blocks.length === 0) return false;
    const lineStart = startOfLine(this.text, position);
    this.blocks = this.blocks.filter((block) => this.reaches(block, lineStart));
    return this.blocks.length > 0;
  }

  private reaches(block: Block, lineStart: number): boolean {
    while (block.checked < lineStart) {
      const line = block.checked + 1;
      if (isCode(this.text, line) && indentation(this.text, line) <= block.indent) return false;
      block.checked = endOfLine(this.text, line);
    }
    return true;
  }
}

function startOfLine(text: string, position: number): number {
  let at = position;
  while (at > 0 && !isNewline(text.charCodeAt(at - 1))) at--;
  return at;
}

function endOfLine(text: string, position: number): number {
  let at = position;
  while (at < text.length && !isNewline(text.charCodeAt(at))) at++;
  return at;
}

/** Columns before the first token; a tab goes on to the next multiple of eight, as in CPython. */
function indentation(text: string, lineStart: number): number {
  let columns = 0;
  for (let at = lineStart; ; at++) {
    const code = text.charCodeAt(at);
    if (code === TAB) columns = (columns >> 3) * 8 + 8;
    else if (code === SPACE) columns++;
    else if (isBlank(code)) columns = 0;
    else return columns;
  }
}

/** Neither blank nor a comment. */
function isCode(text: string, lineStart: number): boolean {
  let at = lineStart;
  while (isBlank(text.charCodeAt(at))) at++;
  const code = text.charCodeAt(at);
  return at < text.length && !isNewline(code) && code !== HASH;
}

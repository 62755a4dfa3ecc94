const escapes: Record<string, string> = { n: '\n', t: '\t', r: '\r', v: '\v', f: '\f' };

/** Text as strace prints it: C's escapes, and each byte beyond ASCII in octal. */
export function unescaped(text: string): string {
  if (!text.includes('\\')) return text;
  const bytes = text.replace(/\\(?:([0-7]{1,3})|(.))/g, (_all, octal?: string, letter?: string) =>
    octal === undefined
      ? (escapes[letter ?? ''] ?? letter ?? '')
      : String.fromCharCode(Number.parseInt(octal, 8)),
  );
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

/** The first argument in quotes. */
export const quoted = /"((?:[^"\\]|\\.)*)"/;

/** One call of one process, the halves of an interrupted one put together. */
export interface Call {
  process: string;
  name: string;
  args: string;
  result: string;
}

/** Joins the lines of calls during which other processes came to speak. */
export class CallReader {
  readonly #begun = new Map<string, string>();

  /** Processes that are about to start another one. */
  readonly starting: string[] = [];

  read(line: string): Call | undefined {
    const [, process, text] = /^(\d+) +(.*)$/.exec(line) ?? [];
    if (process === undefined || text === undefined) return undefined;
    const [, begun] = /^(.*?)\s*<unfinished \.\.\.>$/.exec(text) ?? [];
    if (begun !== undefined) {
      this.#begun.set(process, begun);
      if (startsProcess(begun)) this.starting.push(process);
      return undefined;
    }
    return parseCall(process, this.#whole(process, text));
  }

  #whole(process: string, text: string): string {
    const [, rest] = /^<\.\.\. \w+ resumed>(.*)$/.exec(text) ?? [];
    if (rest === undefined) return text;
    const start = this.#begun.get(process) ?? '';
    this.#begun.delete(process);
    if (startsProcess(start)) this.starting.splice(this.starting.indexOf(process), 1);
    return start + rest;
  }
}

const startsProcess = (text: string) => /^(?:clone3?|v?fork)\(/.test(text);

/** Arguments in quotes, and the files behind descriptors: names, which may look like anything. */
export const names = /"(?:[^"\\]|\\.)*"|<[^<>]*>/g;

function parseCall(process: string, text: string): Call | undefined {
  const masked = text.replace(names, (name) => '_'.repeat(name.length));
  const [head, name] = /^(\w+)\(.*?\)\s+= /.exec(masked) ?? [];
  if (head === undefined || name === undefined) return undefined;
  const args = text.slice(name.length + 1, head.lastIndexOf(')'));
  return { process, name, args, result: text.slice(head.length) };
}

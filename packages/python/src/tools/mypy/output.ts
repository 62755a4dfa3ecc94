import { posix } from 'node:path';

/** What one run of mypy found, over one project or many. */
export interface MypyFindings {
  /** Lines in the form `path:line: severity: message`. */
  messages: readonly string[];
  /** How many source files of the project were given. */
  sources: number;
  /** An error ended mypy before it had checked anything. */
  blocked: boolean;
  /** Notes by the message they stand behind, if that is the first of its kind. */
  once?: Record<string, readonly string[]>;
}

/** The findings of one project, as mypy would have printed them. */
export interface MypyReport {
  success: boolean;
  output: string;
}

const located = /^(.+?):\d+(?::\d+){0,3}: (error|note|warning): /;
const placeless = /^[^\s:]*: ?error: /;

interface Message {
  line: string;
  /** With forward slashes, as mypy printed it; undefined for what no file is named in. */
  path: string | undefined;
  isError: boolean;
}

function readMessage(line: string): Message {
  const match = located.exec(line);
  const path = match?.[1] && posix.normalize(match[1].replaceAll('\\', '/'));
  return {
    line,
    path: path || undefined,
    isError: match ? match[2] === 'error' : placeless.test(line),
  };
}

function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? '' : 's'}`;
}

function summary(messages: readonly Message[], { sources, blocked }: MypyFindings): string {
  const errors = messages.filter(({ isError }) => isError);
  if (errors.length === 0) return `Success: no issues found in ${count(sources, 'source file')}\n`;
  const files = new Set(errors.map(({ path }) => path)).size;
  const end = blocked
    ? 'errors prevented further checking'
    : `checked ${count(sources, 'source file')}`;
  return `Found ${count(errors.length, 'error')} in ${count(files, 'file')} (${end})\n`;
}

/** Messages file by file: in which order mypy gets to files depends on what else it checks. */
function byFile(messages: readonly Message[]): Message[] {
  const order = [...new Set(messages.map(({ path }) => path ?? ''))].sort();
  return order.flatMap((file) => messages.filter(({ path }) => (path ?? '') === file));
}

/**
 * Puts the notes that mypy gives once in a run behind the first message of the project that wants
 * them: mypy itself gives them to whichever project comes first, and not again for what it has in
 * its cache.
 */
function withNotesOnce(
  messages: readonly Message[],
  once: Record<string, readonly string[]>,
): Message[] {
  const moved = new Set(Object.values(once).flat());
  const kept = messages.filter(({ line }) => !moved.has(line.split(': note: ')[1] ?? ''));
  const given = new Set<string>();
  return kept.flatMap((message) => {
    const place = message.line.split(': error: ')[0];
    const notes = (once[message.line] ?? []).filter((note) => !given.has(note));
    for (const note of notes) given.add(note);
    return [message, ...notes.map((note) => readMessage(`${place}: note: ${note}`))];
  });
}

/**
 * What concerns one project. Mypy follows imports into sibling projects and reports what it finds
 * there, too; those findings belong to the siblings' own tasks. What ended mypy early, or has no
 * place, concerns everyone.
 *
 * @param isOwn - whether a path, as mypy printed it with forward slashes, is the project's
 */
export function reportForProject(
  findings: MypyFindings,
  isOwn: (path: string) => boolean,
): MypyReport {
  const all = findings.messages.map(readMessage);
  const own = findings.blocked ? all : all.filter(({ path }) => path === undefined || isOwn(path));
  const messages = withNotesOnce(byFile(own), findings.once ?? {});
  const lines = messages.map(({ line }) => `${line}\n`).join('');
  return {
    success: !messages.some(({ isError }) => isError) && !findings.blocked,
    output: lines + summary(messages, findings),
  };
}

import { existsSync } from 'node:fs';
import { isAbsolute, join, relative } from 'node:path';
import { droppedWords } from '../arguments/dropped-words.js';
import { type Typed, typedWords } from '../arguments/typed-words.js';
import { type WordTable, wordTable } from '../arguments/word-tables.js';
import { type SortedWords, sortWords, UnclearWord, writeOption } from '../arguments/words.js';
import { SignalError } from '../errors.js';
import { isInside, joinPath, relativeInside } from '../paths.js';
import { parentArguments } from '../process/parent-arguments.js';
import { quoteWord } from '../split-words.js';
import type { ToolOptions } from '../tools/tool-task.js';

/** Whose arguments are read. */
export interface ArgumentOwner {
  /** Nx's id of the task. */
  id: string;
  root: string;
  /** Folder of the project, relative to the workspace root. */
  project: string;
}

/** What was typed for a tool. */
export interface TypedArguments {
  /** Options, in one form and order for all that Nx hashes alike. */
  args: string[];
  /** What is to be checked in place of all, relative to the project; undefined where nothing was named. */
  selected?: string[];
}

/** The file or folder of a word that selects something, such as `tests/test_a.py::test_b`. */
function pathOf(word: string): string {
  return word.split('::')[0] ?? '';
}

function refused(owner: ArgumentOwner, what: string, hint: string): SignalError {
  return new SignalError({
    code: 'ARGUMENT_REFUSED',
    message: `${what} cannot be passed to the tool of ${owner.id}.`,
    place: { file: 'the command line' },
    hint,
  });
}

/**
 * A typed path as the project sees it: the project's own first, then one from the workspace root. One that
 * is not there is left to the tool, which says so.
 */
function selectedPath(word: string, owner: ArgumentOwner): string {
  const { root, project } = owner;
  const path = pathOf(word);
  const more = word.slice(path.length);
  const fromRoot = isAbsolute(path) ? relative(root, path).replaceAll('\\', '/') : path;
  const own = joinPath(project, path);
  if (!isAbsolute(path) && existsSync(join(root, own)) && isInside(own, project)) {
    return relativeInside(own, project) + more;
  }
  const named = joinPath('.', fromRoot);
  const isThere = existsSync(join(root, named));
  if (isThere && isInside(named, project)) return relativeInside(named, project) + more;
  if (isThere || isAbsolute(path) || named.startsWith('..')) {
    throw refused(
      owner,
      `${word}, which is not in the project,`,
      `use a path below ${project}, relative to it or to the workspace root.`,
    );
  }
  return word;
}

/** What selects files among words that are no options; a file of arguments stays one. */
function divided({ options, others }: SortedWords, owner: ArgumentOwner): TypedArguments {
  const isFile = (word: string) => word.startsWith('@');
  const args = [...options.flatMap(writeOption), ...others.filter(isFile)];
  const selected = others.filter((word) => !isFile(word)).map((word) => selectedPath(word, owner));
  return selected.length > 0 ? { args, selected } : { args };
}

function isPathFor({ root, project }: ArgumentOwner): (word: string) => boolean {
  return (word) =>
    [project, '.'].some((folder) => existsSync(join(root, joinPath(folder, pathOf(word)))));
}

/** Reads words; says how to write what can be read in two ways. */
function orUnclear<T>(owner: ArgumentOwner, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof UnclearWord)) throw error;
    const { option, word } = error;
    throw refused(
      owner,
      `${option} ${word}`,
      `if ${word} is the value of ${option}, write \`${option}=${word}\`; if not, write it before the options.`,
    );
  }
}

function typedForTool(
  typed: Typed,
  isOwn: (name: string) => boolean,
  table: WordTable,
  owner: ArgumentOwner,
): SortedWords {
  const reading = { table, isPath: isPathFor(owner) };
  const words = orUnclear(owner, () => typedWords(typed, isOwn, reading));
  if (words !== undefined) return words;
  // Quoted for the tool's words, and once more for the shell.
  const again = quoteWord(typed.words.map(quoteWord).join(' '));
  throw refused(
    owner,
    typed.words.join(' '),
    `Nx would hash these words like other words with a different meaning; pass them as one: \`--args=${again}\`.`,
  );
}

/**
 * Throws ARGUMENT_REFUSED where words have been lost on the way.
 *
 * @param argv - Nx's command line
 */
export function refuseDropped(
  typed: Typed,
  owner: ArgumentOwner,
  argv: readonly string[] = parentArguments(),
): void {
  const dropped = typed.words.length > 0 ? droppedWords(argv) : [];
  if (dropped.length === 0) return;
  throw refused(
    owner,
    `${dropped.join(' ')}, before \`--\`,`,
    'if there are words after `--`, Nx passes on only those: put all of them there.',
  );
}

/**
 * What was typed for the tool of a task, behind its name or in `--args`.
 *
 * @param options - of the task, with `args` in words
 * @param areArgsTyped - whether these `args` were typed: they may select files, too
 * @throws SignalError ARGUMENT_REFUSED
 */
export function typedArguments(
  options: ToolOptions,
  areArgsTyped: boolean,
  typed: Typed,
  isOwn: (name: string) => boolean,
  owner: ArgumentOwner,
): TypedArguments {
  refuseDropped(typed, owner);
  const table = wordTable(options);
  const words = divided(typedForTool(typed, isOwn, table, owner), owner);
  const { args = [] } = options;
  if (!areArgsTyped) return { ...words, args: [...args, ...words.args] };
  const own = divided(
    orUnclear(owner, () => sortWords(args, { table, isPath: isPathFor(owner) })),
    owner,
  );
  const selected = [...(own.selected ?? []), ...(words.selected ?? [])];
  const both = [...own.args, ...words.args];
  return selected.length > 0 ? { args: both, selected } : { args: both };
}

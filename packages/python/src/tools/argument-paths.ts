import { isInside, joinPath } from '../paths.js';

/** A path that an argument of a tool names. */
export interface ArgumentPath {
  /** As it is written. */
  written: string;
  /** Relative to the workspace root; undefined outside it. */
  path: string | undefined;
  /** The option it belongs to, if any. */
  option: string | undefined;
}

/** Options whose files are written, not read. */
const writes = /^-o$|^--.*(?:output|cache|basetemp|junit|report|log-file|html)/;

/** Options whose value is a path, however it looks. */
const takesPath =
  /^-c$|^--(?:.*-)?(?:config|file|dir|path|project|baseline|root|rootdir|typeshed)\b/;

/** Options that name a folder for what is looked up in it, and not for all that it holds. */
export const namesRoot = /^-p$|^--(?:rootdir|confcutdir|root|project|project-root|directory)$/;

/** Options whose value is a pattern of what is left out or chosen, however much it looks like a path. */
const takesPattern =
  /^-k$|^--(?:extend-)?(?:exclude|ignore|ignore-glob|deselect|per-file-ignores)$/;

/** Options that name a module. */
const namesModule = /^-p$/;

interface Value {
  option: string | undefined;
  value: string;
}

/** `key=value` of settings that stand in the command line. */
const inline = /^[A-Za-z][\w.-]*\s*=\s*(.*)$/s;

/** Values of options and other arguments; a word may be the value of the option before it. */
function valuesOf(args: readonly string[]): Value[] {
  return args.map((argument, index): Value => {
    const before = args[index - 1];
    if (argument.startsWith('@')) return { option: '--file', value: argument.slice(1) };
    const [, long, value] = /^(--[^=]+)=(.*)$/s.exec(argument) ?? [];
    if (long !== undefined && value !== undefined) return { option: long, value };
    if (argument.startsWith('--')) return { option: undefined, value: '' };
    if (/^-[A-Za-z]./.test(argument))
      return { option: argument.slice(0, 2), value: argument.slice(2).replace(/^=/, '') };
    const isValue = before !== undefined && /^-(?:[A-Za-z]|-[^=]+)$/.test(before);
    return { option: isValue ? before : undefined, value: argument };
  });
}

function looksLikePath(value: string): boolean {
  if (/[,\s;|<>]|:\/\//.test(value)) return false;
  return /[/\\]|^~|^\.|\.[A-Za-z]\w{0,9}$/.test(value);
}

/** The path in a value, or undefined. */
function pathIn({ option = '', value }: Value, isKnown: (path: string) => boolean) {
  const settings = inline.exec(value)?.[1];
  const path = (settings ?? value).split('::')[0]?.trim() ?? '';
  if (path === '' || path === '-' || path === '/dev/null' || /^no:/.test(path)) return undefined;
  if (takesPattern.test(option)) return undefined;
  if (writes.test(option) && settings === undefined) return undefined;
  if (/^(?:cache_dir|log_file|junit\w*)\b/.test(value)) return undefined;
  const isForced = takesPath.test(option) && settings === undefined;
  if ((isForced ? /[*?"'$]/ : /[*?{}[\]"'$]/).test(path)) return undefined;
  return isForced || looksLikePath(path) || isKnown(path) ? path : undefined;
}

function resolved(path: string, folder: string): string | undefined {
  if (/^[/~\\]|^[A-Za-z]:/.test(path)) return undefined;
  const joined = joinPath(folder, path.replaceAll('\\', '/'));
  return isInside(joined, '.') ? joined : undefined;
}

/**
 * The paths in the arguments of a tool: words, and values of options in whatever form, there or not.
 * Settings in the command line, such as ruff's `--config "lint.select=['E']"`, are none.
 *
 * @param folder - where the tool runs, relative to the workspace root
 * @param isKnown - whether something lies at a path relative to the workspace root
 */
export function pathsInArguments(
  args: readonly string[],
  folder: string,
  isKnown: (path: string) => boolean,
): ArgumentPath[] {
  return valuesOf(args).flatMap((value) => {
    const written = pathIn(value, (path) => isKnown(joinPath(folder, path)));
    if (written === undefined) return [];
    return [{ written, option: value.option, path: resolved(written, folder) }];
  });
}

/** Arguments with those of the files that they name as `@file`, one a line, in their place. */
export function withArgumentFiles(
  args: readonly string[],
  textOf: (written: string) => string | undefined,
): string[] {
  return args.flatMap((argument) => {
    const text = argument.startsWith('@') ? textOf(argument.slice(1)) : undefined;
    return text === undefined ? [argument] : [argument, ...text.split(/\r?\n/).filter(Boolean)];
  });
}

/** Modules that arguments name, such as pytest's `-p plugin`. */
export function modulesInArguments(args: readonly string[]): string[] {
  return valuesOf(args)
    .filter(({ option, value }) => namesModule.test(option ?? '') && /^[\w.]+$/.test(value))
    .map(({ value }) => value);
}

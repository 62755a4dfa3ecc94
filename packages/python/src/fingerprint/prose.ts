import { isPlain } from '../globs.js';

/** Prose is no input but where programs ship it, among their modules, and where tests read it, beside them. */
const endings = '*.{md,rst}';

const ascii = /^[\x20-\x7e]+$/;

/** What may follow a prefix so that none of the names is met: patterns of whole folder names. */
function patternsBehind(prefix: string, names: readonly string[]): string[] {
  const longer = names.filter((name) => name.startsWith(prefix) && name !== prefix);
  const next = [...new Set(longer.map((name) => name.charAt(prefix.length)))].sort();
  // A hyphen between others would make a range of them.
  const others = next.length === 0 ? '?' : `[!${next.sort(hyphenLast).join('')}]`;
  const itself = prefix !== '' && !names.includes(prefix) ? [prefix] : [];
  const further = next.flatMap((character) => patternsBehind(prefix + character, names));
  return [...itself, `${prefix}${others}*`, ...further];
}

const hyphenLast = (left: string, right: string) => Number(left === '-') - Number(right === '-');

/**
 * Globs of the prose of a project, relative to it, outside of some folders at its top. They name every
 * other folder by how its name differs, since Nx can only take away, and understands no negated group
 * there; a folder of docs that comes or goes changes nothing.
 */
export function proseOutside(folders: readonly string[]): string[] {
  // A name that a glob cannot spell keeps all prose that lies in folders.
  if (!folders.every((name) => isPlain(name) && ascii.test(name))) return [endings];
  if (folders.length === 0) return [`**/${endings}`];
  return [endings, `{${patternsBehind('', folders).join(',')}}/**/${endings}`];
}

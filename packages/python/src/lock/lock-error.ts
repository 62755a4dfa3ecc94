import { TomlError } from 'smol-toml';
import { SignalError } from '../errors.js';
import { LockProblem } from './lock-problem.js';

/** A lock that could not be read. */
export interface BrokenLock {
  file: string;
  text: string;
  /** The command that writes this lock anew. */
  command: string;
}

interface Cause {
  message: string;
  line?: number | undefined;
  column?: number | undefined;
  hint: string;
}

function lineOf(text: string, pattern: RegExp): number | undefined {
  const index = text.search(pattern);
  return index < 0 ? undefined : text.slice(0, index).split('\n').length;
}

/** The line of `name = "…"` in a package's entry. */
function lineOfPackage(text: string, name: string): number | undefined {
  const quoted = JSON.stringify(name).replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  return lineOf(text, new RegExp(`^\\s*name\\s*=\\s*${quoted}`, 'm'));
}

function syntaxCause(error: TomlError, { text, command }: BrokenLock): Cause {
  const conflict = lineOf(text, /^(<{7}|>{7}) /m);
  if (conflict !== undefined) {
    const hint = `keep either side of the conflict, then run \`${command}\``;
    return { message: 'The lock file contains merge conflict markers.', line: conflict, hint };
  }
  if (text.startsWith('version https://git-lfs')) {
    const hint = 'run `git lfs pull`';
    return { message: 'The lock file is a Git LFS pointer, not the lock itself.', line: 1, hint };
  }
  const reason = error.message.split('\n')[0]?.replace(/^Invalid TOML document: /, '');
  const { line, column } = error;
  return {
    message: `The lock file is not valid TOML: ${reason}.`,
    line,
    column,
    hint: again(command),
  };
}

function again(command: string): string {
  return `run \`${command}\` to write the lock again`;
}

function causeOf(error: unknown, broken: BrokenLock): Cause | undefined {
  if (error instanceof TomlError) return syntaxCause(error, broken);
  if (!(error instanceof LockProblem)) return undefined;
  const { packageName } = error;
  return {
    message: `The lock file is broken: ${error.message}.`,
    line: packageName === undefined ? undefined : lineOfPackage(broken.text, packageName),
    hint: error.hint ?? again(broken.command),
  };
}

/** The error to show for what reading a lock threw; anything unforeseen is returned as it is. */
export function lockError(error: unknown, broken: BrokenLock): unknown {
  const cause = causeOf(error, broken);
  if (!cause) return error;
  const { message, line, column, hint } = cause;
  const place = { file: broken.file, line, column };
  return new SignalError({ code: 'LOCK_BROKEN', message, place, hint, cause: error });
}

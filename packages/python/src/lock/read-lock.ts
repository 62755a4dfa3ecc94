import { parse } from 'smol-toml';
import { SignalError } from '../errors.js';
import { assemble } from './assemble.js';
import type { Lock } from './lock.js';
import type { LockEntry } from './lock-entry.js';
import { lockError } from './lock-error.js';
import { type LockFormatReader, lockFormats } from './lock-formats.js';
import { LockProblem } from './lock-problem.js';
import type { Table } from './toml-values.js';

function formatOf(file: string): LockFormatReader {
  const name = file.slice(file.lastIndexOf('/') + 1);
  const found = lockFormats.find(({ fileName }) => fileName.test(name));
  if (found) return found;
  throw new SignalError({
    code: 'LOCK_BROKEN',
    message: 'The file is not in a known lock format.',
    place: { file },
    hint: 'use uv.lock, poetry.lock, pdm.lock, pylock.toml or pylock.<name>.toml',
  });
}

function checkVersion(data: Table, { version, versions, command }: LockFormatReader): void {
  const found = version(data);
  if (typeof found !== 'string' && typeof found !== 'number') {
    throw new LockProblem('it does not state its format version');
  }
  const major = Number.parseInt(String(found), 10);
  if (versions.includes(major)) return;
  const update = `update @nx-signal/python, or run \`${command}\` with the tool's previous release`;
  const hint = major > Math.max(...versions) ? update : undefined;
  const known = versions.join(' or ');
  throw new LockProblem(
    `it has format version ${found}, but only ${known} can be read`,
    undefined,
    hint,
  );
}

function readWith<T>(
  { file, text, command }: { file: string; text: string; command: string },
  use: (data: Table) => T,
): T {
  try {
    if (text.trim() === '') throw new LockProblem('it is empty');
    return use(parse(text));
  } catch (error) {
    throw lockError(error, { file, text, command });
  }
}

/** The entries of a lock as they stand there, with what only its own format says. Throws as {@link readLock}. */
export function readLockEntries(file: string, text: string): LockEntry[] {
  const reader = formatOf(file);
  return readWith({ file, text, command: reader.command }, (data) => {
    checkVersion(data, reader);
    return reader.read(data);
  });
}

/**
 * Reads a lock. The format is known by the file's name; `file` is relative to the workspace root.
 *
 * @throws SignalError `LOCK_BROKEN` with the likely cause and the command that mends it.
 */
export function readLock(file: string, text: string): Lock {
  const reader = formatOf(file);
  return readWith({ file, text, command: reader.command }, (data) => {
    checkVersion(data, reader);
    return assemble({ format: reader.format, file }, reader.read(data), reader);
  });
}

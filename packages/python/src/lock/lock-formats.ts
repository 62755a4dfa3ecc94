import type { LockFormat } from './lock.js';
import type { LockEntry } from './lock-entry.js';
import { readPdmLock } from './pdm-lock.js';
import { readPoetryLock } from './poetry-lock.js';
import { readPylock } from './pylock.js';
import { type Table, tableAt } from './toml-values.js';
import { readUvLock } from './uv-lock.js';

/** What tells a lock format from the others. */
export interface LockFormatReader {
  format: LockFormat;
  /** Names of its files. */
  fileName: RegExp;
  /** The command that writes the lock anew. */
  command: string;
  /** The value that holds the version of the format. */
  version: (data: Table) => unknown;
  /** Major versions that can be read. */
  versions: readonly number[];
  read: (data: Table) => LockEntry[];
  /** Whether a requirement without an entry is an error. Only uv writes every edge of its graph. */
  strict: boolean;
}

/** Every format that can be read. */
export const lockFormats: readonly LockFormatReader[] = [
  {
    format: 'uv',
    fileName: /^uv\.lock$/,
    command: 'uv lock',
    version: (data) => data['version'],
    versions: [1],
    read: readUvLock,
    strict: true,
  },
  {
    format: 'poetry',
    fileName: /^poetry\.lock$/,
    command: 'poetry lock',
    version: (data) => tableAt(data, 'metadata')['lock-version'],
    versions: [1, 2],
    read: readPoetryLock,
    strict: false,
  },
  {
    format: 'pdm',
    fileName: /^pdm\.lock$/,
    command: 'pdm lock',
    version: (data) => tableAt(data, 'metadata')['lock_version'],
    versions: [4],
    read: readPdmLock,
    strict: false,
  },
  {
    format: 'pylock',
    fileName: /^pylock(\.[^.]+)?\.toml$/,
    command: 'uv export --format pylock.toml',
    version: (data) => data['lock-version'],
    versions: [1],
    read: readPylock,
    strict: false,
  },
];

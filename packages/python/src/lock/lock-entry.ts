import { canonical } from './digest.js';
import type { Table } from './toml-values.js';

/** What the readers of all formats hand to `assemble`: entries with requirements, ids not yet known. */

/** One requirement of an entry. */
export interface Requirement {
  /** PEP 503-normalised. */
  name: string;
  /** The locked version it means, where the lock says so. */
  version?: string | undefined;
  /** The {@link LockEntry.source} it means, where the lock says so. */
  source?: string | undefined;
  /** Normalised. One that the package lacks is ignored. */
  extras: readonly string[];
  /** All that the lock says about it, as canonical text: enters the digest. */
  text: string;
  /** Whether it holds only somewhere, or only with an extra. Said by the formats of other managers. */
  conditional?: boolean;
}

/** Where a package comes from when it is neither an index nor a folder. */
export type LockOrigin =
  | { kind: 'vcs'; url: string; commit: string | undefined }
  | { kind: 'archive'; url: string };

/** One package of a lock. */
export interface LockEntry {
  kind: 'package' | 'whole';
  /** PEP 503-normalised. */
  name: string;
  version: string | undefined;
  /** Tells entries of one name and version apart: an index, an address, a path; may be empty. */
  source: string;
  /** Set for a local project: where it lives, relative to the lock's directory. */
  directory: string | undefined;
  /** Only its requirements are installed. */
  virtual?: boolean;
  /** Version, source, artifacts as canonical text: enters the digest. */
  facts: string;
  requires: Requirement[];
  extras: Map<string, Requirement[]>;
  groups: Map<string, Requirement[]>;
  /** Whether it is installed only somewhere, or only when asked for. Said as for a requirement. */
  conditional?: boolean;
  /** Address of the index; empty where the lock does not say which. Undefined for any other source. */
  index?: string | undefined;
  /** Undefined for an index, a folder, and in uv's own format. */
  origin?: LockOrigin | undefined;
}

/** An address without the password that it may hold. */
export function withoutPassword(address: string): string {
  return address.replace(/\/\/[^/@]*@/, '//');
}

function valueText(value: unknown): string {
  return withoutPassword(typeof value === 'string' ? value : canonical(value));
}

/**
 * The index behind a package whose lock names none: where its files are, should it say that.
 *
 * @param files - its artifacts
 */
export function indexOfFiles(files: readonly Table[]): string {
  const url = files.map((file) => file['url']).find((value) => typeof value === 'string');
  return typeof url === 'string' ? withoutPassword(url) : '';
}

/** A source as one text, without the password that an address may hold. */
export function sourceText(source: Table): string {
  const keys = Object.keys(source).sort();
  return keys.map((key) => valueText(source[key])).join(' ');
}

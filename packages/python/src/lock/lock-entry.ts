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
}

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
  /** Version, source, artifacts as canonical text: enters the digest. */
  facts: string;
  requires: Requirement[];
  extras: Map<string, Requirement[]>;
  groups: Map<string, Requirement[]>;
}

function valueText(value: unknown): string {
  const text = typeof value === 'string' ? value : canonical(value);
  return text.replace(/\/\/[^/@]*@/, '//');
}

/** A source as one text, without the password that an address may hold. */
export function sourceText(source: Table): string {
  const keys = Object.keys(source).sort();
  return keys.map((key) => valueText(source[key])).join(' ');
}

import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { dataFolder } from '../data-folder.js';
import { writeWhole } from '../process/write-whole.js';
import type { Advisory } from './advisory.js';
import {
  keyIn,
  parseIndex,
  type SnapshotEntry,
  type SnapshotFacts,
  type SnapshotText,
  shortHash,
  snapshotVersion,
} from './snapshot.js';

/** Folder with the snapshot of a workspace, and with what is derived from it. */
export function auditFolder(workspaceRoot: string): string {
  return join(dataFolder(workspaceRoot), 'audit');
}

/** Names the files of the snapshot that counts: written last, so that it names whole ones. */
const factsFile = 'snapshot.json';

interface StoredFacts extends SnapshotFacts {
  /** Name of its files, without their endings. */
  file: string;
}

/** A snapshot on the disk. Of its advisories only those are read that somebody asks for. */
export class Snapshot {
  readonly facts: SnapshotFacts;
  /** Hash of all that it says. */
  readonly digest: string;
  readonly #path: string;
  readonly #entries: Map<string, SnapshotEntry>;

  constructor(facts: StoredFacts, folder: string) {
    this.facts = facts;
    this.digest = facts.file;
    this.#path = join(folder, facts.file);
    this.#entries = parseIndex(readFileSync(`${this.#path}.index`, 'utf8'));
    // Files that went since are no answer.
    const size = statSync(`${this.#path}.jsonl`).size;
    const end = [...this.#entries.values()].at(-1);
    if (end && end.offset + end.length !== size) throw new Error('the snapshot is incomplete');
  }

  /** What is known about a package; undefined where it was never asked for. */
  entry(located: { name: string; version: string }): SnapshotEntry | 'none' | undefined {
    const found = this.#entries.get(keyIn(this.facts, located));
    return found ?? (this.facts.kind === 'database' ? 'none' : undefined);
  }

  /** Advisories of many packages, by their entries. */
  read(entries: Iterable<SnapshotEntry>): Map<SnapshotEntry, Advisory[]> {
    const found = new Map<SnapshotEntry, Advisory[]>();
    const file = openSync(`${this.#path}.jsonl`, 'r');
    try {
      for (const entry of entries) {
        if (found.has(entry)) continue;
        const text = Buffer.alloc(entry.length);
        readSync(file, text, 0, entry.length, entry.offset);
        found.set(entry, JSON.parse(text.toString('utf8')) as Advisory[]);
      }
    } finally {
      closeSync(file);
    }
    return found;
  }
}

/** The snapshot of a workspace; undefined when there is none that can be used. */
export function openSnapshot(workspaceRoot: string): Snapshot | undefined {
  const folder = auditFolder(workspaceRoot);
  try {
    const facts = JSON.parse(readFileSync(join(folder, factsFile), 'utf8')) as StoredFacts;
    return facts.version === snapshotVersion ? new Snapshot(facts, folder) : undefined;
  } catch {
    return undefined;
  }
}

function removeOthers(folder: string, kept: readonly string[]): void {
  for (const name of readdirSync(folder)) {
    const isData = name.startsWith('advisories-') && /\.(index|jsonl)$/.test(name);
    if (isData && !kept.some((file) => name.startsWith(file)))
      rmSync(join(folder, name), { force: true });
  }
}

function currentFile(folder: string): string[] {
  try {
    return [(JSON.parse(readFileSync(join(folder, factsFile), 'utf8')) as StoredFacts).file];
  } catch {
    return [];
  }
}

/** Makes a snapshot the one that counts. Whoever reads the one before may finish. */
export function storeSnapshot(
  workspaceRoot: string,
  { facts, text, index }: SnapshotText,
): Snapshot {
  const folder = auditFolder(workspaceRoot);
  mkdirSync(folder, { recursive: true });
  const before = currentFile(folder);
  const file = `advisories-${shortHash(`${facts.kind} ${index}`)}`;
  writeWhole(join(folder, `${file}.jsonl`), text);
  writeWhole(join(folder, `${file}.index`), index);
  writeWhole(join(folder, factsFile), `${JSON.stringify({ ...facts, file }, null, 2)}\n`);
  removeOthers(folder, [file, ...before]);
  return new Snapshot({ ...facts, file }, folder);
}

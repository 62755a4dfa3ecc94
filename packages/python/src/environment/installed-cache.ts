import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '../process/write-whole.js';
import type { Installed } from './installed.js';

/** Another number when what is read out of the same environment is another. */
const version = 2;

type Listed = [string, readonly string[]][];

interface Kept {
  version: number;
  state: string;
  installed: Omit<Installed, 'owners' | 'stubs'> & { owners: Listed; stubs: Listed };
}

const known = new Map<string, { state: string; installed: Installed }>();

function readKept(file: string, state: string): Installed | undefined {
  try {
    const kept = JSON.parse(readFileSync(file, 'utf8')) as Kept;
    if (kept.version !== version || kept.state !== state) return undefined;
    const { owners, stubs } = kept.installed;
    return { ...kept.installed, owners: new Map(owners), stubs: new Map(stubs) };
  } catch {
    // Missing or damaged: it is made anew.
    return undefined;
  }
}

function keep(file: string, state: string, installed: Installed): void {
  const listed = { owners: [...installed.owners], stubs: [...installed.stubs] };
  const kept: Kept = { version, state, installed: { ...installed, ...listed } };
  try {
    writeWhole(file, JSON.stringify(kept));
  } catch {
    // A full or read-only disk costs the next process its head start, and nothing else.
  }
}

/** What was read of an environment before, as long as its state is the same. */
export function keptWhile(
  state: string,
  environmentFolder: string,
  cacheFolder: string,
  read: () => Installed,
): Installed {
  const before = known.get(environmentFolder);
  if (before?.state === state) return before.installed;
  const digest = createHash('sha256').update(environmentFolder).digest('hex').slice(0, 16);
  const file = join(cacheFolder, 'installed', `${digest}.json`);
  let installed = readKept(file, state);
  if (installed === undefined) {
    installed = read();
    keep(file, state, installed);
  }
  known.set(environmentFolder, { state, installed });
  return installed;
}

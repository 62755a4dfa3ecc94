import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { recordedDurations } from '../nx-internal.js';
import { type Durations, mergeDurations } from './project-loads.js';

/** Where durations are kept between runs, relative to the workspace root; git-ignored with `.nx`. */
export const durationFile = '.nx/durations.json';

/** What a file says; nothing when it is missing or damaged: a split without records is even. */
function readRecord(path: string): unknown {
  if (!existsSync(path)) return {};
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return {};
  }
}

/** What is known of past runs: the file, then what Nx itself recorded on this machine. */
export async function readDurations(
  workspaceRoot: string,
  tasks: readonly { project: string; target: string }[],
): Promise<Durations> {
  const stored = readRecord(join(workspaceRoot, durationFile));
  return mergeDurations([stored, await recordedDurations(tasks)]);
}

/**
 * Adds records of other machines and Nx's own to the file.
 *
 * @param files - records of other machines, relative to `folder`
 * @returns how many tasks the file knows now
 */
export async function writeDurations(
  workspaceRoot: string,
  folder: string,
  files: readonly string[],
  tasks: readonly { project: string; target: string }[],
): Promise<number> {
  const path = join(workspaceRoot, durationFile);
  const others = files.map((file) => readRecord(join(folder, file)));
  const merged = mergeDurations([readRecord(path), ...others, await recordedDurations(tasks)]);
  const sorted = Object.fromEntries(Object.entries(merged).sort(([a], [b]) => (a < b ? -1 : 1)));
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `${JSON.stringify(sorted, null, 2)}\n`);
  return Object.keys(sorted).length;
}

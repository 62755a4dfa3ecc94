import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dataFolder } from '../data-folder.js';
import { writeWhole } from '../process/write-whole.js';
import type { CompilerCounts } from './sccache-stats.js';

/** What a compiler cache did for one task, or for an environment. */
export interface RecordedCounts extends CompilerCounts {
  /** Nx's id of the task, or `environment <folder>`. */
  of: string;
  /** When it ended, in milliseconds since 1970. */
  time: number;
}

/** Older ones are dropped. */
const most = 1_000;

const fileOf = (workspaceRoot: string) => join(dataFolder(workspaceRoot), 'compiler-counts.json');

/** What compiler caches did in this workspace, the oldest first. */
export function readCounts(workspaceRoot: string): RecordedCounts[] {
  try {
    return JSON.parse(readFileSync(fileOf(workspaceRoot), 'utf8')) as RecordedCounts[];
  } catch {
    return [];
  }
}

/** Writes down what a compiler cache did. A replay did nothing, so it is no part of a task's outputs. */
export function recordCounts(workspaceRoot: string, counts: RecordedCounts): void {
  const all = [...readCounts(workspaceRoot), counts].slice(-most);
  writeWhole(fileOf(workspaceRoot), JSON.stringify(all));
}

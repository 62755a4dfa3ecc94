import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { dataFolder } from '../data-folder.js';
import type { CacheFigures } from '../process/cache-counts.js';
import { writeWhole } from '../process/write-whole.js';
import type { EnvironmentWork, ReportedFinding, ReportedProcess, ReportedTask } from './schema.js';

/** A task that a process of ours has done, or was to do. */
export interface PartTask {
  id: string;
  status: ReportedTask['status'];
  /** Milliseconds since 1970; null where no tool has worked for it. */
  start: number | null;
  milliseconds: number | null;
}

/** What one process of ours knows about the run that it worked for, be it for a batch or for one task. */
export interface RunPart {
  version: 1;
  /** The process of Nx, so that its number is not taken for that of a later one. */
  nx: string;
  /** What was typed, where the system tells. */
  command: string | null;
  /** Milliseconds since 1970. */
  started: number;
  /** `running` for ever where the process was killed; `stopped` where it was told to end. */
  state: 'running' | 'stopped' | 'ended';
  /** When it was written last. */
  written: number;
  commit: string | null;
  changed: boolean | null;
  base: string | null;
  /** How long it waited stands among its processes. */
  environment: Omit<EnvironmentWork, 'milliseconds'> | null;
  /** What tools found in their caches; missing where none told. */
  caches?: CacheFigures;
  tasks: PartTask[];
  processes: ReportedProcess[];
  findings: ReportedFinding[];
}

/** Parts of earlier runs that are kept. */
const kept = 400;

/** When the part began, the number of Nx's process, that of its own. */
const nameForm = /^(\d{13,})-(\d+)-\d+\.json$/;

const processOf = (nx: string) => String(Number.parseInt(nx, 10));

function folderOf(workspaceRoot: string): string {
  return join(dataFolder(workspaceRoot), 'signal', 'parts');
}

/** Names of the parts that there are, oldest first. */
function list(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => nameForm.test(name))
      .sort();
  } catch {
    return [];
  }
}

/** Writes what a process knows by now, over what it wrote before. Throws as Node does. */
export function writePart(workspaceRoot: string, part: RunPart, processId: number): void {
  const name = [part.started, processOf(part.nx), processId].join('-');
  writeWhole(join(folderOf(workspaceRoot), `${name}.json`), JSON.stringify(part));
}

/** Lets go of the oldest parts when there are many, and of none of the run that a process of Nx is at. */
export function pruneParts(workspaceRoot: string, nx: string): void {
  const folder = folderOf(workspaceRoot);
  const others = list(folder).filter((name) => nameForm.exec(name)?.[2] !== processOf(nx));
  for (const name of others.slice(0, -kept)) rmSync(join(folder, name), { force: true });
}

function readPart(file: string): RunPart[] {
  try {
    const part = JSON.parse(readFileSync(file, 'utf8')) as RunPart;
    return part.version === 1 ? [part] : [];
  } catch {
    return [];
  }
}

/** The parts that began at or after a time, oldest first; what cannot be read is left out. */
export function readParts(workspaceRoot: string, since: number): RunPart[] {
  const folder = folderOf(workspaceRoot);
  const names = list(folder).filter((name) => Number.parseInt(name, 10) >= since);
  return names.flatMap((name) => readPart(join(folder, name)));
}

/** The parts of the run that a process of Nx is at, oldest first. */
export function readPartsOf(workspaceRoot: string, nx: string): RunPart[] {
  const folder = folderOf(workspaceRoot);
  const names = list(folder).filter((name) => nameForm.exec(name)?.[2] === processOf(nx));
  return names.flatMap((name) => readPart(join(folder, name))).filter((part) => part.nx === nx);
}

/** The newest part; undefined where there is none. */
export function newestPart(workspaceRoot: string): RunPart | undefined {
  const folder = folderOf(workspaceRoot);
  const name = list(folder).at(-1);
  return name === undefined ? undefined : readPart(join(folder, name))[0];
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A task as Nx records it. */
export interface NxTask {
  id: string;
  project: string;
  target: string;
  hash: string | undefined;
  /** Milliseconds since 1970. */
  start: number;
  end: number;
  source: 'ran' | 'local' | 'remote';
  success: boolean;
}

/** What Nx writes down about its last run, when that ends. */
export interface NxRecord {
  command: string;
  /** Milliseconds since 1970. */
  start: number;
  end: number;
  tasks: NxTask[];
}

interface Raw {
  run?: { command?: unknown; startTime?: unknown; endTime?: unknown };
  tasks?: Record<string, unknown>[];
}

const sources = { 'cache-miss': 'ran', 'remote-cache-hit': 'remote' } as const;

function timeOf(value: unknown): number {
  return typeof value === 'string' ? Date.parse(value) : Number.NaN;
}

function readTask(raw: Record<string, unknown>, runEnd: number): NxTask[] {
  const { taskId, projectName, target, hash, cacheStatus, status } = raw;
  if (typeof taskId !== 'string' || typeof status !== 'number') return [];
  const [first = '', second = ''] = taskId.split(':');
  const end = timeOf(raw['endTime']);
  const start = timeOf(raw['startTime']);
  return [
    {
      id: taskId,
      project: typeof projectName === 'string' ? projectName : first,
      target: typeof target === 'string' ? target : second,
      hash: typeof hash === 'string' ? hash : undefined,
      start: Number.isNaN(start) ? runEnd : start,
      end: Number.isNaN(end) ? runEnd : end,
      source: sources[cacheStatus as keyof typeof sources] ?? 'local',
      success: status === 0,
    },
  ];
}

/** Reads run.json; undefined for text that is no such file. */
export function parseNxRecord(text: string): NxRecord | undefined {
  let raw: Raw;
  try {
    raw = JSON.parse(text) as Raw;
  } catch {
    return undefined;
  }
  const start = timeOf(raw?.run?.startTime);
  const end = timeOf(raw?.run?.endTime);
  const command = raw?.run?.command;
  if (typeof command !== 'string' || Number.isNaN(start) || !Array.isArray(raw.tasks))
    return undefined;
  const ended = Number.isNaN(end) ? start : end;
  return { command, start, end: ended, tasks: raw.tasks.flatMap((task) => readTask(task, ended)) };
}

/** Nx's record of its last run; undefined where there is none. */
export function readNxRecord(cacheFolder: string): NxRecord | undefined {
  try {
    return parseNxRecord(readFileSync(join(cacheFolder, 'run.json'), 'utf8'));
  } catch {
    return undefined;
  }
}

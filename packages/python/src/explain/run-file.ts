/** A task in a recorded run: id, hash, whether it did the work, whether it succeeded. */
export type RunTask = [id: string, hash: string, ran: boolean, success: boolean];

/** What Nx's run.json says about the last run, as far as it concerns us. */
export interface RunFile {
  /** Such as `nx run-many -t test`. */
  command: string;
  /** Milliseconds since 1970. */
  startTime: number;
  tasks: RunTask[];
}

interface Raw {
  run?: { command?: unknown; startTime?: unknown };
  tasks?: { taskId?: unknown; hash?: unknown; cacheStatus?: unknown; status?: unknown }[];
}

/**
 * Reads run.json, which Nx writes when a run ends. Tasks that never got to run, or to a hash, are left out.
 *
 * @returns undefined for text that is not such a file
 */
export function parseRunFile(text: string): RunFile | undefined {
  let raw: Raw;
  try {
    raw = JSON.parse(text) as Raw;
  } catch {
    return undefined;
  }
  const { command, startTime } = raw?.run ?? {};
  const time = typeof startTime === 'string' ? Date.parse(startTime) : Number.NaN;
  if (typeof command !== 'string' || Number.isNaN(time) || !Array.isArray(raw.tasks))
    return undefined;
  const tasks = raw.tasks.flatMap(({ taskId, hash, cacheStatus, status }): RunTask[] =>
    typeof taskId === 'string' && typeof hash === 'string' && typeof status === 'number'
      ? [[taskId, hash, cacheStatus === 'cache-miss', status === 0]]
      : [],
  );
  return { command, startTime: time, tasks };
}

import type { RunPart } from '../report/run-part.js';

/** What one process has left of a run that came to its end at once, without a task. */
export function runPart(started: number, more: Partial<RunPart> = {}): RunPart {
  return {
    version: 1,
    nx: '7@1',
    command: null,
    started,
    state: 'ended',
    written: started,
    commit: null,
    changed: null,
    base: null,
    environment: null,
    tasks: [],
    processes: [],
    findings: [],
    ...more,
  };
}

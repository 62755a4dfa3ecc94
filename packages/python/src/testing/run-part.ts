import { newPart } from '../report/new-part.js';
import type { RunPart } from '../report/run-part.js';

/** What one process has left of a run that came to its end at once, without a task. */
export function runPart(started: number, more: Partial<RunPart> = {}): RunPart {
  const part = newPart(null);
  return { ...part, nx: '7@1', started, state: 'ended', written: started, ...more };
}

import { nxProcessId } from '../process/nx-process.js';
import { processName, typedCommand } from './nx-process.js';
import { pruneParts, type RunPart, writePart } from './run-part.js';

/** The part of a run that this process works for, of which nothing is known yet. */
export function newPart(command: string | null = typedCommand()): RunPart {
  const now = Date.now();
  return {
    version: 1,
    nx: processName(nxProcessId()),
    command,
    started: now,
    state: 'running',
    written: now,
    commit: null,
    changed: null,
    base: null,
    environment: null,
    tasks: [],
    processes: [],
    findings: [],
  };
}

/** A failure to record is no failure of the run. */
export function orSay(work: () => void): void {
  try {
    work();
  } catch (error) {
    if (process.env['NX_VERBOSE_LOGGING'] === 'true') console.error(error);
  }
}

/** Writes a part whose process has no more to tell. It never throws. */
export function writeEnded(root: string, part: RunPart): void {
  orSay(() => {
    pruneParts(root, part.nx);
    writePart(root, { ...part, state: 'ended', written: Date.now() }, process.pid);
  });
}

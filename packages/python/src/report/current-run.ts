import type { NxRecord, NxTask } from './nx-record.js';
import type { PartTask, RunPart } from './run-part.js';

/** A run, by Nx's record of it and by what processes of ours know; never without both. */
export interface Run {
  /** Undefined while it runs, and for ever where Nx was killed. */
  record: NxRecord | undefined;
  /** Oldest first. */
  parts: RunPart[];
}

/** Milliseconds by which two notes of one moment may differ. */
const slack = 2;

/**
 * Whether Nx's times of a task are those of the process that did it: a batch hands its own over, and a process
 * for one task is inside of what Nx measures.
 */
function isDoneBy({ start, end }: NxTask, own: PartTask, part: RunPart): boolean {
  const { start: from, milliseconds } = own;
  const isHandedOver =
    from !== null &&
    milliseconds !== null &&
    Math.abs(start - from) <= slack &&
    Math.abs(end - (from + milliseconds)) <= slack;
  return isHandedOver || (start <= part.started && part.written <= end + slack);
}

/** Whether Nx's record, which checkouts may share, is of the run that a part worked for. */
function isOf(record: NxRecord, part: RunPart): boolean {
  if (part.started < record.start || part.started > record.end) return false;
  if (part.command !== null && part.command !== record.command) return false;
  const recorded = new Map(record.tasks.map((task) => [task.id, task]));
  const isWhole = part.state === 'ended';
  const done = part.tasks.filter(({ id, start }) => isWhole && start !== null && recorded.has(id));
  // Where no tool has worked nothing more is known, and a batch that was stopped has handed no times over.
  if (done.length === 0) return true;
  return done.some((own) => {
    const task = recorded.get(own.id);
    return task !== undefined && isDoneBy(task, own, part);
  });
}

/**
 * The newest run that is known.
 *
 * @param parts - oldest first
 */
export function newestRun(
  record: NxRecord | undefined,
  parts: readonly RunPart[],
): Run | undefined {
  const own = record ? parts.filter((part) => isOf(record, part)) : [];
  const newest = parts.at(-1);
  if (own.length > 0 && newest && own.includes(newest)) return { record, parts: own };
  // With no part in it, it is a run that replayed everything.
  if (record && (newest === undefined || newest.started < record.start))
    return { record, parts: own };
  if (newest === undefined) return undefined;
  return { record: undefined, parts: partsAtWork(newest, parts, record) };
}

/**
 * The parts of a run that Nx has not recorded yet. A process that runs Nx again and again, as the engine does, has
 * recorded the run before.
 *
 * @param latest - the newest part of the run
 * @param record - of an earlier run
 */
export function partsAtWork(
  latest: RunPart,
  parts: readonly RunPart[],
  record: NxRecord | undefined,
): RunPart[] {
  const isEarlier = ({ started, command }: RunPart) =>
    command === null && record !== undefined && started <= record.end && started < latest.started;
  return parts.filter((part) => part.nx === latest.nx && !isEarlier(part));
}

/** The run that Nx's record is of. */
export function recordedRun(record: NxRecord, parts: readonly RunPart[]): Run {
  return { record, parts: parts.filter((part) => isOf(record, part)) };
}

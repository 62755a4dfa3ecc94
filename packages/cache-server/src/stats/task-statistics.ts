import { keyText, type ObjectKey, workspaceOf } from '../storage/object-key.js';
import { tarFacts, unpackStart } from './archive-facts.js';
import { type TaskLabel, taskLabel } from './task-label.js';

/** Counts of one target of one project. */
export interface TaskRow extends TaskLabel {
  /** Times a run got the result from here. */
  hits: number;
  /** Times a run had to do the work and stored the result. */
  stored: number;
  /** Bytes sent and received. */
  bytes: number;
  /** Longest time of a hit, in seconds. */
  slowest: number;
}

/** What happened to an object. */
export interface TaskEvent {
  kind: 'hit' | 'stored';
  bytes: number;
  seconds: number;
}

/** Bytes of an archive that are looked at. */
export const startBytes = 64 * 1024;
/** Objects whose task is remembered. */
const mostObjects = 5000;
/** Of one workspace. */
const mostRows = 2000;
/** Archives that are looked at in a second: serving comes first, and these statistics are about the usual. */
const mostPerSecond = 50;

const unknown: TaskLabel = { project: 'unknown', target: '' };

/** An object whose task is known, or is being found out: then its events wait. */
interface Known {
  label: TaskLabel;
  waiting?: TaskEvent[] | undefined;
}

/** Hits by project and target, as the archives tell. */
export class TaskStatistics {
  /** By workspace and task. */
  private readonly rows = new Map<string, Map<string, TaskRow>>();
  private objects = new Map<string, Known>();
  private budget = mostPerSecond;
  private budgetEnds = 0;

  /** Whether the start of an object's archive is wanted: false when it is known, or when there are too many. */
  wants(key: ObjectKey, now = performance.now()): boolean {
    if (key.protocol !== 'nx' || this.objects.has(keyText(key))) return false;
    if (now >= this.budgetEnds) {
      this.budgetEnds = now + 1000;
      this.budget = mostPerSecond;
    }
    this.budget -= 1;
    return this.budget >= 0;
  }

  /** Finds out which task an object is of, from the first {@link startBytes} of its archive. */
  learn(key: ObjectKey, start: Buffer): void {
    if (this.objects.size >= mostObjects) this.objects = new Map();
    const known: Known = { label: unknown, waiting: [] };
    this.objects.set(keyText(key), known);
    void unpackStart(start).then((tar) => {
      known.label = taskLabel(tarFacts(tar)) ?? unknown;
      const { waiting = [] } = known;
      known.waiting = undefined;
      for (const event of waiting) this.count(key, event, known.label);
    });
  }

  /** Counts an event, once the task is known. */
  add(key: ObjectKey, event: TaskEvent): void {
    if (key.protocol !== 'nx') return;
    const known = this.objects.get(keyText(key));
    if (known?.waiting) known.waiting.push(event);
    else this.count(key, event, known?.label ?? unknown);
  }

  /** Those of one workspace, busiest first: the names of its projects are not for others. */
  list(workspace: string): TaskRow[] {
    return [...(this.rows.get(workspace)?.values() ?? [])].sort(
      (left, right) => right.hits + right.stored - (left.hits + left.stored),
    );
  }

  private rowsOf(workspace: string): Map<string, TaskRow> {
    const rows = this.rows.get(workspace) ?? new Map<string, TaskRow>();
    this.rows.set(workspace, rows);
    return rows;
  }

  private count({ scope }: ObjectKey, { kind, bytes, seconds }: TaskEvent, label: TaskLabel): void {
    const rows = this.rowsOf(workspaceOf(scope));
    const name = `${label.project}:${label.target}`;
    let row = rows.get(name);
    if (!row) {
      if (rows.size >= mostRows) return;
      row = { ...label, hits: 0, stored: 0, bytes: 0, slowest: 0 };
      rows.set(name, row);
    }
    row[kind === 'hit' ? 'hits' : 'stored'] += 1;
    row.bytes += bytes;
    if (kind === 'hit') row.slowest = Math.max(row.slowest, seconds);
  }
}

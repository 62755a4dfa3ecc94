import { type TypeChecker, typeCheckers } from '../options/names.js';
import { type CheckerTask, checkerGroupKey } from '../tools/checkers/checker-task.js';
import { steeringKey } from '../tools/isolate.js';
import { mypyGroupKey } from '../tools/mypy/run.js';
import { environmentKey, type ToolTask, toolOf } from '../tools/tool-task.js';

/** A task of a batch and the tasks of the same batch it waits for. */
export interface BatchTask {
  task: ToolTask;
  after: readonly string[];
}

/** The tool that does a group. */
export type GroupKind = 'ruff' | TypeChecker | 'pytest';

/** Tasks that one process can do, or one task by itself. */
export interface TaskGroup {
  id: string;
  kind: GroupKind;
  tasks: ToolTask[];
  /** Ids of the groups that hold what its tasks wait for. */
  after: string[];
  /** Ruff takes hundredths of a second. */
  isQuick?: boolean;
}

/** How many tasks of the batch a task has before it: tasks of one level never wait for each other. */
function levels(batch: readonly BatchTask[]): Map<string, number> {
  const byId = new Map(batch.map((entry) => [entry.task.id, entry]));
  const found = new Map<string, number>();
  const levelOf = (id: string, path: ReadonlySet<string>): number => {
    const known = found.get(id);
    const entry = byId.get(id);
    if (known !== undefined || !entry || path.has(id)) return known ?? -1;
    const inside = new Set([...path, id]);
    const level = 1 + Math.max(-1, ...entry.after.map((before) => levelOf(before, inside)));
    found.set(id, level);
    return level;
  };
  for (const { task } of batch) levelOf(task.id, new Set());
  return found;
}

/** Tasks with equal keys share a process. */
function groupKey(task: ToolTask): string {
  const { options } = task;
  if (options.kind === 'typecheck') {
    return (options.tool === 'mypy' ? mypyGroupKey : checkerGroupKey)(task as CheckerTask);
  }
  if (options.kind === 'test') return environmentKey(task);
  // With arguments of its own ruff may print anything, which cannot be attributed.
  if (options.args?.length || options.selected) return task.id;
  return `${options.environment} ${options.format ?? true} ${steeringKey(task)}`;
}

/**
 * Puts tasks together that one process of their tool can do. What waits for what is kept: a group
 * waits for the groups of whatever its tasks wait for, and groups never wait in a circle, since each
 * holds tasks of one level.
 */
export function groupTasks(batch: readonly BatchTask[]): TaskGroup[] {
  const level = levels(batch);
  const groups = new Map<string, TaskGroup>();
  const groupOf = new Map<string, TaskGroup>();
  for (const { task } of batch) {
    const kind = toolOf(task);
    const id = `${level.get(task.id) ?? 0} ${kind} ${groupKey(task)}`;
    const group = groups.get(id) ?? { id, kind, tasks: [], after: [], isQuick: kind === 'ruff' };
    group.tasks.push(task);
    groups.set(id, group);
    groupOf.set(task.id, group);
  }
  for (const { task, after } of batch) {
    const group = groupOf.get(task.id);
    const before = after.flatMap((id) => groupOf.get(id)?.id ?? []);
    if (group) group.after = [...new Set([...group.after, ...before])];
  }
  // What is done at once begins, so that nothing waits for it. Types take longest, most of them on one core.
  const order: GroupKind[] = ['ruff', ...typeCheckers, 'pytest'];
  return [...groups.values()].sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
}

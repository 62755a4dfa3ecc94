import { stripVTControlCharacters } from 'node:util';
import type { ProjectGraph } from '@nx/devkit';
import type { EndedTask } from '../nx-internal-run.js';
import { isNoop } from '../nx-internal-tasks.js';
import type { Verdict, VerdictFinding, VerdictTask } from './schema.js';

const statuses: Record<string, Pick<VerdictTask, 'status' | 'source'>> = {
  success: { status: 'success', source: 'ran' },
  failure: { status: 'failure', source: 'ran' },
  skipped: { status: 'skipped', source: 'none' },
  'local-cache': { status: 'success', source: 'local' },
  'local-cache-kept-existing': { status: 'success', source: 'local' },
  'remote-cache': { status: 'success', source: 'remote' },
};

/** Whatever else Nx may say of a task, it is no success. */
const unfinished = { status: 'unfinished', source: 'none' } as const;

function readTask({ task, status, terminalOutput }: EndedTask): VerdictTask {
  const known = statuses[status] ?? unfinished;
  const text = stripVTControlCharacters(terminalOutput ?? '');
  return {
    id: task.id,
    project: task.target.project,
    target: task.target.target,
    ...known,
    hash: task.hash ?? null,
    text: known.status === 'failure' ? text : null,
  };
}

function byId(left: VerdictTask, right: VerdictTask): number {
  if (left.id === right.id) return 0;
  return left.id < right.id ? -1 : 1;
}

/** The tasks that do something, by their ids. */
export function readTasks(
  ended: readonly EndedTask[],
  nodes: ProjectGraph['nodes'],
): VerdictTask[] {
  return ended
    .filter(({ task }) => !isNoop(task, nodes))
    .map(readTask)
    .sort(byId);
}

/** What tasks come to. Green is only what is known to be. */
export function verdictOf(tasks: readonly Pick<VerdictTask, 'status'>[]): Verdict['verdict'] {
  if (tasks.some(({ status }) => status === 'unfinished')) return 'interrupted';
  return tasks.every(({ status }) => status === 'success') ? 'green' : 'red';
}

/** All of an answer. */
export function composeVerdict(
  targets: readonly string[],
  tasks: VerdictTask[],
  findings: VerdictFinding[],
  milliseconds: number,
): Verdict {
  return {
    version: 1,
    verdict: verdictOf(tasks),
    targets: [...targets],
    milliseconds: Math.round(milliseconds),
    tasks,
    findings,
  };
}

import type { ProjectGraph } from '@nx/devkit';
import { readToolTask, type TaskContext } from '../batch/read-tasks.js';
import { orderedFindings } from '../report/finding.js';
import { readFindings } from '../report/read-findings.js';
import type { ToolOptions } from '../tools/tool-task.js';
import type { VerdictFinding, VerdictTask } from './schema.js';

const own = /^@nx-signal\/python:(?:check|run)$/;

function findingsIn(
  { id, project, target, text }: VerdictTask,
  { nodes }: ProjectGraph,
  context: TaskContext,
): VerdictFinding[] {
  const { executor = '', options } = nodes[project]?.data.targets?.[target] ?? {};
  if (!own.test(executor)) return [];
  try {
    const task = readToolTask({ id, project, target }, options as ToolOptions, context);
    return orderedFindings(readFindings(text ?? '', task, context)).map((one) => ({
      task: id,
      file: one.file,
      line: one.line || null,
      code: one.code ?? null,
      message: one.message,
    }));
  } catch {
    // A project that cannot be used: the text says why.
    return [];
  }
}

/** What tools have found, out of the texts of the tasks that failed. */
export function findingsOf(
  tasks: readonly VerdictTask[],
  graph: ProjectGraph,
  context: TaskContext,
): VerdictFinding[] {
  const failed = tasks.filter(({ status }) => status === 'failure');
  return failed.flatMap((task) => findingsIn(task, graph, context));
}

import type { ExecutorContext } from '@nx/devkit';
import type { AuditOutcome, AuditTask } from '../audit/run-audits.js';
import type { NamedTask } from '../batch/read-tasks.js';
import { registeredOptions } from '../options/registered-options.js';
import type { AuditOptions, BrokenOptions, ToolOptions } from '../tools/tool-task.js';

/** Whether options are those of an audit. */
export function isAudit(
  options: ToolOptions | AuditOptions | BrokenOptions,
): options is AuditOptions {
  return options.kind === 'audit';
}

/** A task of Nx as one of an audit. */
export function readAuditTask(
  { id, project }: NamedTask,
  { report }: AuditOptions,
  { projectsConfigurations }: Pick<ExecutorContext, 'projectsConfigurations'>,
): AuditTask {
  return { id, project: projectsConfigurations?.projects[project]?.root ?? '.', report };
}

/** Audits all at once. It makes no environment, and loads what it needs only when there is an audit to do. */
export async function auditTasks(
  tasks: readonly AuditTask[],
  { root, nxJsonConfiguration }: ExecutorContext,
  report: (task: AuditTask, outcome: AuditOutcome) => void,
): Promise<void> {
  if (tasks.length === 0) return;
  const { runAudits } = await import('../audit/run-audits.js');
  await runAudits(
    tasks,
    { root, rawOptions: registeredOptions(nxJsonConfiguration ?? {}) },
    report,
  );
}

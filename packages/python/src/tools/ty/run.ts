import { join } from 'node:path';
import { executableIn } from '../../environment/locate.js';
import type { ProcessResult } from '../../process/run-process.js';
import { type CheckerTask, checkedPaths, workingFolder } from '../checkers/checker-task.js';
import { orderedLines } from '../checkers/ordered-lines.js';
import type { ToolStep, ToolWorkspace } from '../tool-task.js';
import { isolateTy, tySettings } from './isolate.js';

/** A run of ty over some tasks of one group. */
export function tyInvocation(
  tasks: readonly [CheckerTask, ...CheckerTask[]],
  workspace: ToolWorkspace,
  more: readonly string[] = [],
): ToolStep['invocation'] {
  const [first] = tasks;
  return {
    command: executableIn(workspace.environmentFolder, 'ty'),
    args: [
      'check',
      '--python',
      workspace.environmentFolder,
      ...tySettings(first),
      // What is given is left out where the settings say so, unless somebody has asked for it.
      ...(first.options.paths ? [] : ['--force-exclude']),
      ...more,
      ...(first.options.args ?? []),
      ...tasks.flatMap((task) => checkedPaths(task, workspace)),
    ],
    cwd: join(workspace.root, workingFolder(first)),
    env: isolateTy(first, workspace),
  };
}

/** Ty over one project. */
export function tySteps(task: CheckerTask, workspace: ToolWorkspace): ToolStep[] {
  const invocation = tyInvocation([task], workspace);
  return [
    {
      tool: 'ty',
      executable: invocation.command,
      invocation,
      judge: ({ exitCode, output }) => ({
        success: exitCode === 0,
        output: orderedLines(output, { first: /^WARN / }),
      }),
    },
  ];
}

/** Arguments that make ty answer in the form that {@link tyFindings} reads. */
export const tyReport = ['--output-format', 'gitlab'];

/** The files ty has something to say about, as it printed them; undefined when it says something else. */
export function tyFindings({
  exitCode,
  output,
}: Pick<ProcessResult, 'exitCode' | 'output'>): string[] | undefined {
  if (exitCode !== 0 && exitCode !== 1) return undefined;
  try {
    const findings: { location: { path: string } }[] = JSON.parse(output);
    return findings.map(({ location }) => location.path);
  } catch {
    // A warning of ty about its settings, or a finding that is about no file.
    return undefined;
  }
}

/**
 * Whether settings can leave files out: ty warns about a project of which none is left, and does not
 * when others are checked with it.
 */
export function canLeaveOut(settings: string): boolean {
  return /\b(?:in|ex)clude\b/.test(settings);
}

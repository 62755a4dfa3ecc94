import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { TaskName } from '../../nx-internal.js';
import { runProcess } from '../../process/run-process.js';
import { traceVariable } from '../../process/traced.js';

/** Tasks that one command of Nx runs: some targets of some projects. */
export interface NxCommand {
  projects: string[];
  targets: string[];
  configuration?: string | undefined;
}

/** As few commands as there are different sets of targets. */
export function nxCommands(tasks: readonly TaskName[]): NxCommand[] {
  const targets = new Map<string, Set<string>>();
  for (const { project, target, configuration } of tasks) {
    const key = JSON.stringify([project, configuration ?? null]);
    targets.set(key, (targets.get(key) ?? new Set()).add(target));
  }
  const commands = new Map<string, NxCommand>();
  for (const [key, set] of targets) {
    const [project, configuration] = JSON.parse(key) as [string, string | null];
    const sorted = [...set].sort();
    const id = JSON.stringify([sorted, configuration]);
    const command = commands.get(id) ?? {
      projects: [],
      targets: sorted,
      ...(configuration === null ? {} : { configuration }),
    };
    command.projects.push(project);
    commands.set(id, command);
  }
  return [...commands.values()];
}

function argumentsOf({ projects, targets, configuration }: NxCommand): string[] {
  const [project] = projects;
  const [target] = targets;
  const rest = configuration === undefined ? [] : [`--configuration=${configuration}`];
  return projects.length === 1 && targets.length === 1
    ? ['run', `${project}:${target}`, ...rest]
    : ['run-many', `--targets=${targets.join(',')}`, `--projects=${projects.join(',')}`, ...rest];
}

/** Longer than any run may take: each task has a limit of its own. */
const day = 24 * 3_600_000;

/**
 * Runs tasks through Nx, each in a process of its own and none from the cache.
 *
 * @param folder - where strace writes
 * @returns Nx's exit code
 */
export async function runTraced(
  workspaceRoot: string,
  command: NxCommand,
  folder: string,
  print: (text: string) => void,
): Promise<number> {
  const nx = createRequire(join(workspaceRoot, 'package.json')).resolve('nx/bin/nx.js');
  const { exitCode } = await runProcess({
    command: process.execPath,
    args: [nx, ...argumentsOf(command), '--skip-nx-cache', '--batch=false'],
    cwd: workspaceRoot,
    env: { [traceVariable]: folder, NX_TUI: 'false' },
    timeout: day,
    onOutput: print,
  });
  return exitCode ?? 1;
}

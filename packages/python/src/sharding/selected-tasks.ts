import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SignalError } from '../errors.js';
import { runCommand } from '../process/run-command.js';
import { commandHere } from '../program-command.js';
import type { TaskGraphOutput } from './project-loads.js';

const timeout = 5 * 60_000;

/**
 * The tasks that `nx affected` or `nx run-many` would run for some targets, without running any. Nx is
 * asked as people ask it, so that both select the same, whatever its settings say.
 */
export async function selectedTasks(
  workspaceRoot: string,
  command: 'affected' | 'run-many',
  targets: readonly string[],
): Promise<TaskGraphOutput> {
  const folder = await mkdtemp(join(tmpdir(), 'nx-signal-shards-'));
  const file = join(folder, 'graph.json');
  try {
    const nx = createRequire(join(workspaceRoot, 'package.json')).resolve('nx/bin/nx.js');
    const args = [nx, command, '--targets', targets.join(','), `--graph=${file}`];
    const result = await runCommand({
      command: process.execPath,
      args,
      cwd: workspaceRoot,
      timeout,
    });
    if (result.exitCode === 0) return JSON.parse(await readFile(file, 'utf8')) as TaskGraphOutput;
    throw new SignalError({
      code: 'TOOL_FAILED',
      message: `Nx could not say which tasks of ${targets.join(', ')} it would run.\n${result.output.trimEnd()}`,
      hint: `run \`${commandHere('nx')} ${command} -t ${targets.join(' ')}\` to see it alone.`,
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

import { join } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import { Environments } from '../../batch/environments.js';
import { currentTask, projectFolder, serveOptions } from '../../batch/task-options.js';
import { formatError, SignalError } from '../../errors.js';
import { runInForeground } from '../../process/foreground.js';
import { stopChildrenWithThisProcess } from '../../process/run-process.js';
import { serverRecord } from '../../report/stopped-server.js';
import { findProgram } from '../../serve/find-program.js';
import { serverVariables } from '../../serve/server-variables.js';
import type { ServeOptions } from '../../tools/tool-task.js';
import { say } from '../run-alone.js';

function notStarted(id: string, error: unknown): SignalError {
  return new SignalError({
    code: 'TOOL_FAILED',
    message: `The server of ${id} could not be started: ${(error as Error).message}`,
    hint: "start its program alone, in the project's folder.",
    cause: error,
  });
}

async function serveUntilItEnds(options: ServeOptions, context: ExecutorContext): Promise<number> {
  const letGo = stopChildrenWithThisProcess();
  const named = currentTask(context);
  const own = serveOptions({ ...options }, context);
  const { id } = named;
  const project = projectFolder(named, context);
  const environments = new Environments(context, say);
  const wanted = { id, project, options: own };
  const [task = wanted] = environments.admit([wanted]);
  const { environmentFolder } = await environments.get(task);
  const env = serverVariables(environmentFolder);
  const [program = '', ...args] = own.command;
  const served = { id, root: context.root, project, environment: own.environment };
  const command = findProgram(program, served, env);
  letGo();
  const onStop = serverRecord(context.root, id);
  const call = { command, args, cwd: join(context.root, project), env, onStop };
  return await runInForeground(call).catch((error: unknown) => {
    throw notStarted(id, error);
  });
}

/** Runs the server of one project until it ends. Its exit code is that of Nx's process for the task. */
export default async function serve(
  options: ServeOptions,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  try {
    const code = await serveUntilItEnds(options, context);
    // Nx makes 1 of all that is no success, and would not see that it was stopped.
    if (code !== 0 && process.env['NX_FORKED_TASK_EXECUTOR'] === 'true') process.exit(code);
    return { success: code === 0 };
  } catch (error) {
    process.stdout.write(`${formatError(error)}\n`);
    return { success: false };
  }
}

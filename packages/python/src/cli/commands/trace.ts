import { formatError, SignalError } from '../../errors.js';
import { stopChildrenWithThisProcess } from '../../process/run-process.js';
import { ignoredRemark, traceError } from '../../trace/words.js';
import type { Command } from '../command.js';
import { parseArguments, usageError } from '../options.js';

const usage = `nx-signal trace <project>:<target>...

Runs lint, types or tests with every process under strace, and reports what they read outside the hash of
their task, with the lines that declare it. Nothing comes from the cache. Needs Linux and strace.

The exit code is that of the tasks, or 1 if something was read that is not in a hash.

Example: nx-signal trace api:lint api:typecheck api:test:unit`;

/** `nx-signal trace`: the kernel says what a task reads. */
export const trace: Command = {
  name: 'trace',
  summary: 'run a task and report what it reads outside its hash',
  usage,
  async run(argv, { workspaceRoot, stdout }) {
    const { values: ids } = parseArguments(argv, []);
    if (ids.length === 0)
      throw usageError(
        'trace takes at least one task.',
        'name it as project:target, such as `nx-signal trace models:test:unit`.',
      );
    const { traceTasks } = await import('../../trace/trace-tasks.js');
    // Nx has a group of its own, which Ctrl-C does not reach.
    stopChildrenWithThisProcess();
    const print = (text: string) => void process.stdout.write(text);
    const { exitCode, tasks } = await traceTasks(workspaceRoot, ids, print);
    let errors = 0;
    for (const result of tasks) {
      const error = result instanceof SignalError ? result : traceError(result, result.verdict);
      if (error) {
        errors += 1;
        stdout(`${formatError(error)}\n`);
      }
      if (result instanceof SignalError) continue;
      if (!error) stdout(`${result.task} read nothing outside its hash.`);
      for (const line of ignoredRemark(result, result.verdict)) stdout(line);
    }
    return exitCode || (errors > 0 ? 1 : 0);
  },
};

import type { Command } from '../command.js';
import { parseArguments, usageError } from '../options.js';

const usage = `nx-signal shards <target> [count] [--all]

Splits the affected projects that have a target into jobs of about the same duration, and prints them
as JSON for a matrix: [{"shard":"1/2","projects":"api,worker"}, …], or [] if there is nothing to do.
Durations come from .nx/durations.json and from what Nx recorded on this machine; without any, the split
is even.

  count   the largest number of jobs (default 1)
  --all   all projects, not only the affected ones

Example: nx-signal shards test:integration 4`;

function parseCount(text: string): number {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw usageError(
    `The number of jobs must be a whole number greater than 0, not ${text}.`,
    'put it after the target, as in `nx-signal shards test:integration 4`.',
  );
}

/** `nx-signal shards`: the matrix of a pipeline. */
export const shards: Command = {
  name: 'shards',
  summary: 'split the affected projects that have a target into CI jobs',
  usage,
  async run(argv, { workspaceRoot, stdout }) {
    const { flags, values } = parseArguments(argv, ['--all']);
    const [target, count = '1', ...more] = values;
    if (target === undefined || more.length > 0)
      throw usageError(
        `shards takes a target and a count, not ${values.length} values.`,
        'name the target, such as `nx-signal shards test:integration 4`.',
      );
    const most = parseCount(count);
    const { planTarget } = await import('../../sharding/plan-target.js');
    const command = flags.has('--all') ? 'run-many' : 'affected';
    stdout(JSON.stringify(await planTarget(workspaceRoot, command, target, most)));
    return 0;
  },
};

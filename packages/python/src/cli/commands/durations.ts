import type { Command } from '../command.js';
import { parseArguments } from '../options.js';

const usage = `nx-signal durations [file...]

Writes how long tasks took to .nx/durations.json, which \`nx-signal shards\` reads: what Nx recorded on
this machine, merged with that file and the files of other machines.

Example: nx-signal durations shard-1/durations.json shard-2/durations.json`;

/** \`nx-signal durations\`: keeps what a run has taught about durations. */
export const durations: Command = {
  name: 'durations',
  summary: 'record how long tasks took, for balanced CI jobs',
  usage,
  async run(argv, { workspaceRoot, stdout }) {
    const { values: files } = parseArguments(argv, []);
    const { recordDurations } = await import('../../sharding/record-durations.js');
    const count = await recordDurations(workspaceRoot, process.cwd(), files);
    stdout(`${count} tasks in .nx/durations.json`);
    return 0;
  },
};

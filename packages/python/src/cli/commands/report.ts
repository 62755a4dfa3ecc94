import type { Command } from '../command.js';
import { parseArguments, usageError } from '../options.js';

const usage = `nx-signal report

Shows again what failed in the last run of Nx in this workspace, and how to run exactly that again. Nothing is run.
The exit code is 1 if anything failed.`;

/** `nx-signal report`: the failures of the last run. */
export const report: Command = {
  name: 'report',
  summary: 'what failed in the last run',
  usage,
  async run(argv, { stdout }) {
    const { values } = parseArguments(argv, ['--verbose']);
    if (values.length > 0) throw usageError('report takes no names.', 'run `nx-signal report`.');
    // Loads Nx, which --help and mistakes need not wait for.
    const { cacheFolder } = await import('../../nx-internal.js');
    const { reportLastRun } = await import('../../report/last-run.js');
    const { text, failed } = reportLastRun(await cacheFolder());
    stdout(text);
    return failed > 0 ? 1 : 0;
  },
};

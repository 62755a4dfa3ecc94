import type { Command } from '../command.js';
import { parseArguments, usageError } from '../options.js';

const usage = `nx-signal history [options]

Summarizes the runs of Nx in this workspace, 500 at most: how long the signal took (p50, p95), how much came from
a cache, the slowest projects, and tests that were red and green with the same hash. Nothing is run.

  --json   print the figures for programs

A run in which everything was replayed is counted if Nx made a graph, did work, or was asked for a report or the
history before its next run. With the daemon and no change in between, it may be missing.`;

/** `nx-signal history`: what the runs of a workspace come to. */
export const history: Command = {
  name: 'history',
  summary: 'show how long runs took, what was cached, and flaky tests',
  usage,
  async run(argv, { workspaceRoot, stdout }) {
    const { flags, values } = parseArguments(argv, ['--json', '--verbose']);
    if (values.length > 0)
      throw usageError('history takes no arguments.', 'run `nx-signal history`.');
    // Loads Nx, which --help and mistakes need not wait for.
    const { cacheFolder } = await import('../../nx-internal.js');
    const { updateHistory } = await import('../../report/history/update-history.js');
    const { historyFigures } = await import('../../report/history/history-figures.js');
    const { historyText } = await import('../../report/history/history-words.js');
    const figures = historyFigures(updateHistory(workspaceRoot, await cacheFolder()));
    stdout(flags.has('--json') ? JSON.stringify(figures, null, 2) : historyText(figures));
    return 0;
  },
};

import type { Command } from '../command.js';
import { parseArguments, usageError } from '../options.js';

const usage = `nx-signal coverage [base]

Runs the tests that measure coverage, or replays them with what they have measured, and reports on all of them
together: coverage.py's table here, and HTML, XML, LCOV and JSON in dist/coverage. Then it says which of the
lines that differ from the base no test has run, committed or not, and judges the threshold \`patch\`.

  base   a commit or branch (default: NX_BASE, defaultBase of nx.json, or main)

The exit code is 1 if a task failed, has measured nothing, or if too few of the changed lines are run.

Example: nx-signal coverage origin/main`;

/** `nx-signal coverage`: what tests run of the whole workspace. */
export const coverage: Command = {
  name: 'coverage',
  summary: 'what the tests of all projects run, and of the changed lines',
  usage,
  async run(argv, { workspaceRoot, stdout }) {
    const { values } = parseArguments(argv, ['--verbose']);
    const [base, more] = values;
    if (more !== undefined)
      throw usageError(
        `coverage takes one base, not ${more} as well.`,
        'run `nx-signal coverage origin/main`, for example.',
      );
    const { reportCoverage } = await import('../../coverage/report-coverage.js');
    const progress = (text: string) => void process.stderr.write(text);
    return await reportCoverage(workspaceRoot, base, { stdout, progress });
  },
};

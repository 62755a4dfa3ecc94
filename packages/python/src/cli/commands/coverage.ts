import type { Command } from '../command.js';
import { parseArguments, usageError } from '../options.js';

const usage = `nx-signal coverage [base]

Runs or replays the tests that measure coverage, and reports on all of them together: coverage.py's table here,
and HTML, XML, LCOV and JSON in dist/coverage. Then it lists the changed lines, committed or not, that no test
has run, and judges the threshold \`patch\`.

  base   a commit or branch (default: NX_BASE, defaultBase of nx.json, or main)

The exit code is 1 if a task failed or measured nothing, or if too few of the changed lines are run.

Example: nx-signal coverage origin/main`;

/** `nx-signal coverage`: what tests run of the whole workspace. */
export const coverage: Command = {
  name: 'coverage',
  summary: 'coverage of all projects together, and of the changed lines',
  usage,
  async run(argv, { workspaceRoot, stdout }) {
    const { values } = parseArguments(argv, ['--verbose']);
    const [base, more] = values;
    if (more !== undefined)
      throw usageError(
        `coverage takes one base, but got ${more} as well.`,
        'run `nx-signal coverage origin/main`, for example.',
      );
    const { reportCoverage } = await import('../../coverage/report-coverage.js');
    const progress = (text: string) => void process.stderr.write(text);
    return await reportCoverage(workspaceRoot, base, { stdout, progress });
  },
};

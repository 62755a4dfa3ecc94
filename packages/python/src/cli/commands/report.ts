import { SignalError } from '../../errors.js';
import { commandHere } from '../../program-command.js';
import type { Command } from '../command.js';
import { parseArguments, usageError } from '../options.js';
import { takeValuedOptions } from '../valued-options.js';

const usage = `nx-signal report [options]

Shows what failed in the last run of Nx in this workspace, how to run exactly that again, and how long each
stage took. Nothing is run. It also completes dist/reports/signal.json, which programs read.

  --json                 print signal.json instead
  --sarif [file]         write all findings as SARIF 2.1.0; default: dist/reports/signal.sarif
  --codequality [file]   write them as GitLab's code quality; default: dist/reports/codequality.json
  --junit [file]         write all tests into one JUnit file; default: dist/reports/junit.xml
  --html [file]          write a page about the run; default: dist/reports/signal.html
  --markdown [file]      write stages and findings for the page of a pipeline's job; default: dist/reports/signal.md
  --allow-none           succeed where there was no run, as in a pipeline in which nothing was affected

The exit code is 1 if anything failed or was interrupted, or if the run was over its budget and the options say
"overBudget": "fail".`;

/** `nx-signal report`: the failures of the last run, its times, and its findings for programs. */
export const report: Command = {
  name: 'report',
  summary: 'show what failed in the last run, and how long it took',
  usage,
  async run(argv, { workspaceRoot, stdout, stderr }) {
    const files = ['--sarif', '--codequality', '--junit', '--html', '--markdown'] as const;
    const { values: wanted, rest } = takeValuedOptions(argv, files);
    const { flags, values } = parseArguments(rest, ['--json', '--allow-none', '--verbose']);
    if (values.length > 0)
      throw usageError('report takes no arguments.', 'run `nx-signal report`.');
    // Loads Nx, which --help and mistakes need not wait for.
    const { cacheFolder, readNxSettings } = await import('../../nx-internal.js');
    const { refreshSignalFile } = await import('../../report/signal-file.js');
    const { reportAll } = await import('../../report/report-all.js');
    const folder = await cacheFolder();
    const last = await refreshSignalFile(workspaceRoot, folder);
    if (!last) {
      if (!flags.has('--allow-none')) throw runMissing();
      stdout('Nx has run nothing here.');
      return 0;
    }
    const nxJson = await readNxSettings(workspaceRoot);
    const place = { root: workspaceRoot, cacheFolder: folder, current: process.cwd() };
    const { text, written, hasFailed } = reportAll(last, { place, nxJson, wanted });
    stdout(flags.has('--json') ? JSON.stringify(last.report, null, 2) : text);
    for (const file of written) stderr(`written: ${file}`);
    return hasFailed ? 1 : 0;
  },
};

function runMissing(): SignalError {
  return new SignalError({
    code: 'RUN_MISSING',
    message: 'Nx has no record of a run here.',
    hint: `run something first, such as \`${commandHere('nx')} affected -t signal\`.`,
  });
}

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { repository } from './run.mjs';

/** Lines of a failure that are shown again at the end; the rest is where the suite ran. */
const MANY_LINES = 20;

const isReport = (file) => /(?<!\.times)\.json$/.test(file);

const read = (file) => JSON.parse(readFileSync(file, 'utf8'));

function filesIn(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true }).map((file) => join(folder, file));
}

const reportsIn = (folder) => filesIn(folder).filter(isReport).map(read);

/** Whether a file could not even be loaded: it has no tests to count, and has failed. */
const isBroken = ({ status, assertionResults }) =>
  status === 'failed' && assertionResults.length === 0;

/**
 * Adds up the reports of suites, those that were replayed, too.
 *
 * @param {string} folder
 * @returns {{passed: number, failed: number, skipped: number}}
 */
export function countTests(folder) {
  const reports = reportsIn(folder);
  const sum = (number) => reports.reduce((total, report) => total + number(report), 0);
  return {
    passed: sum((report) => report.numPassedTests),
    failed: sum((report) => report.numFailedTests + report.testResults.filter(isBroken).length),
    skipped: sum((report) => report.numPendingTests + report.numTodoTests),
  };
}

/**
 * The line that ends a run. A red check or suite without a failed test in it must not end in "0 failed".
 *
 * @param {{passed: number, failed: number, skipped: number}} count
 * @param {number} redSteps steps that did not succeed
 */
export function summarize({ passed, failed, skipped }, redSteps) {
  const red = failed || redSteps;
  const line = `tests: ${passed} passed, ${red} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
  return { red, line };
}

/** What vitest says of a failure, without the frames of its stack and its colours. */
function reason(message) {
  const lines = stripVTControlCharacters(message).split('\n');
  const frame = lines.findIndex((line) => /^\s+at /.test(line));
  return lines.slice(0, frame < 0 ? MANY_LINES : Math.min(frame, MANY_LINES));
}

/**
 * The tests that failed, and why, as lines: at the end of a log, whose middle may be cut.
 *
 * @param {string} folder
 */
export function failedTests(folder) {
  return reportsIn(folder).flatMap(({ testResults }) =>
    testResults.flatMap((file) => {
      const { name, message = '', assertionResults } = file;
      const red = assertionResults.filter(({ status }) => status === 'failed');
      const failures = isBroken(file) ? [{ fullName: '', failureMessages: [message] }] : red;
      return failures.flatMap(({ fullName, failureMessages }) => [
        `  ${relative(repository, name)} ${fullName}`.trimEnd(),
        ...failureMessages.flatMap(reason).map((line) => `    ${line}`),
      ]);
    }),
  );
}

/**
 * The files that took longest, as lines.
 *
 * @param {string} folder
 * @param {number} [many]
 */
export function slowestFiles(folder, many = 10) {
  return filesIn(folder)
    .filter((file) => file.endsWith('.times.json'))
    .flatMap(read)
    .sort((left, right) => right.milliseconds - left.milliseconds)
    .slice(0, many)
    .map(({ file, milliseconds }) => `${(milliseconds / 1000).toFixed(1).padStart(7)} s  ${file}`);
}

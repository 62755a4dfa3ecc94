import { taskIds } from '../contenders/tasks.mjs';
import { testsPerProject } from '../workspace/python-files.mjs';

/**
 * @typedef {object} Expectation what an honest run of a scenario shows
 * @property {string[]} scope projects that must be in the output
 * @property {string[]} [mustRun] tasks whose replay would be a stale result
 * @property {boolean} [replayAll] nothing may run
 */

function some(ids) {
  const [first] = ids;
  return ids.length > 1 ? `${first} and ${ids.length - 1} more` : first;
}

/**
 * Tells why a run does not count.
 *
 * @param {{status: number, outcome: import('../contenders/tasks.mjs').Outcome}} run
 * @param {Expectation} expectation
 * @returns {string | undefined} undefined when it counts
 */
export function findFault({ status, outcome }, { scope, mustRun = [], replayAll = false }) {
  if (status !== 0) return `ended with exit code ${status}`;
  const ran = new Set(outcome.ran);
  const cached = new Set(outcome.cached);
  const missing = taskIds(scope).filter((id) => !ran.has(id) && !cached.has(id));
  if (missing.length > 0) return `did not do ${some(missing)}`;
  const stale = mustRun.filter((id) => !ran.has(id));
  if (stale.length > 0) return `replayed ${some(stale)} although its inputs changed`;
  if (replayAll && ran.size > 0) return `ran ${some([...ran])} although nothing changed`;
  const tests = scope.length * testsPerProject;
  const { tests: shown = tests } = outcome;
  if (shown !== tests) return `shows ${shown} tests instead of ${tests}`;
  return undefined;
}

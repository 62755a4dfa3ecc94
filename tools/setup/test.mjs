/**
 * All tests of the repository, or some of them:
 *
 *     npm test                          checks, unit suites and e2e
 *     npm test -- --affected            checks and unit suites of what differs from main
 *     npm test -- --affected --base=X   … from another revision
 *     npm test -- --e2e sync docker     e2e files whose paths contain one of these words
 */
import { existsSync, rmSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { countTests, failedTests, slowestFiles, summarize } from './count-tests.mjs';
import { installNode } from './install-node.mjs';
import { build, installPackages, installUv } from './prepare.mjs';
import { reports } from './reporting.mjs';
import { main, repository, run } from './run.mjs';

const vitest = join(repository, 'node_modules', 'vitest', 'vitest.mjs');

const options = {
  affected: { type: 'boolean', default: false },
  base: { type: 'string', default: 'main' },
  e2e: { type: 'boolean', default: false },
};

/**
 * Checks and unit suites: tasks of Nx, replayed when nothing that they depend on has changed. One at a
 * time, since each suite takes all cores by itself.
 */
function checkAndTest({ affected, base }) {
  const selection = affected ? ['affected', `--base=${base}`] : ['run-many'];
  const args = ['nx', ...selection, '-t', 'lint', 'typecheck', 'test'];
  const { status } = run('npx', [...args, '--parallel=1', '--outputStyle=static'], {
    show: true,
    allowFailure: true,
    env: { NX_DAEMON: 'false', NX_TUI: 'false' },
  });
  return status === 0;
}

/**
 * The e2e suite is never replayed: what it depends on is the whole machine. Nx starts in two thirds of the time on
 * a Node that keeps what it has compiled; the example runs on the oldest one, and the slow suite on all.
 */
function endToEnd(topics) {
  const node = installNode(24);
  const { status } = run(node, [vitest, 'run', ...topics], {
    cwd: join(repository, 'e2e'),
    show: true,
    allowFailure: true,
    env: {
      NX_SIGNAL_SUITE: 'e2e',
      NX_SIGNAL_NODE: process.execPath,
      PATH: `${dirname(node)}${delimiter}${process.env.PATH}`,
    },
  });
  return status === 0 && existsSync(join(reports, 'e2e.json'));
}

main(() => {
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const onlyEndToEnd = values.e2e || positionals.length > 0;
  installPackages();
  installUv();
  build();
  rmSync(reports, { recursive: true, force: true });
  const results = [
    onlyEndToEnd || checkAndTest(values),
    (values.affected && !onlyEndToEnd) || endToEnd(positionals),
  ];
  const redSteps = results.filter((success) => !success).length;
  console.log(['\nThe slowest files:', ...slowestFiles(reports)].join('\n'));
  const failed = failedTests(reports);
  if (failed.length > 0) console.log(['\nThe tests that failed:', ...failed].join('\n'));
  const { red, line } = summarize(countTests(reports), redSteps);
  console.log(`\n${line}`);
  if (red > 0) process.exitCode = 1;
});

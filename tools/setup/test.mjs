import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build, installPackages, installUv } from './prepare.mjs';
import { main, repository, run } from './run.mjs';

const reports = join(repository, '.cache', 'test-reports');

/** Adds up what the suites wrote; a suite that wrote nothing counts as a failure. */
function countTests() {
  const count = { passed: 0, failed: 0, skipped: 0 };
  const files = existsSync(reports) ? readdirSync(reports) : [];
  for (const file of files) {
    const report = JSON.parse(readFileSync(join(reports, file), 'utf8'));
    count.passed += report.numPassedTests;
    count.failed += report.numFailedTests;
    count.skipped += report.numPendingTests + report.numTodoTests;
    // A file that could not even be loaded has no tests to count.
    count.failed += report.testResults.filter(
      (suite) => suite.status === 'failed' && suite.assertionResults.length === 0,
    ).length;
  }
  return count;
}

/** One vitest suite, with its results in a file of their own. */
function suite(name, folder, args = []) {
  const report = join(reports, `${name}.json`);
  const { status } = run(
    'npx',
    [
      'vitest',
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
      ...args,
    ],
    {
      cwd: join(repository, folder),
      show: true,
      allowFailure: true,
    },
  );
  return status === 0 && existsSync(report);
}

main(() => {
  installPackages();
  installUv();
  build();
  rmSync(reports, { recursive: true, force: true });
  mkdirSync(reports, { recursive: true });
  const environment = { NX_DAEMON: 'false', NX_TUI: 'false' };
  const checks = run('npx', ['nx', 'run-many', '-t', 'lint', 'typecheck', '--outputStyle=static'], {
    show: true,
    allowFailure: true,
    env: environment,
  });
  const results = [
    checks.status === 0,
    suite('python', 'packages/python'),
    suite('create-nx-signal', 'packages/create-nx-signal'),
    suite('cache-server', 'packages/cache-server'),
    suite('tools', 'tools'),
    suite('e2e', 'e2e'),
  ];
  const { passed, failed, skipped } = countTests();
  const others = results.filter((success) => !success).length;
  // A red check or suite without a failed test in it must not end in "0 failed".
  const red = failed === 0 && others > 0 ? others : failed;
  console.log(`tests: ${passed} passed, ${red} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  if (red > 0) process.exitCode = 1;
});

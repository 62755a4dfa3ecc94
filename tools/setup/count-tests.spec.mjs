import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { countTests, failedTests, slowestFiles, summarize } from './count-tests.mjs';
import { repository } from './run.mjs';

let folder;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nx-signal-reports-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(file, value) {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), JSON.stringify(value));
}

const report = (passed, failed, skipped, testResults = []) => ({
  ...{ numPassedTests: passed, numFailedTests: failed, testResults },
  ...{ numPendingTests: skipped, numTodoTests: 0 },
});

it('adds up the reports of all suites, however deep they are', () => {
  write('e2e.json', report(3, 0, 1));
  write('@nx-signal/python.json', report(4, 2, 0));
  write('@nx-signal/python.times.json', [{ file: 'a.spec.ts', milliseconds: 1 }]);
  expect(countTests(folder)).toEqual({ passed: 7, failed: 2, skipped: 1 });
});

it('counts a file that could not be loaded as one that failed', () => {
  const broken = { status: 'failed', assertionResults: [] };
  const usual = { status: 'failed', assertionResults: [{}] };
  write('a.json', report(1, 1, 0, [broken, usual]));
  expect(countTests(folder)).toEqual({ passed: 1, failed: 2, skipped: 0 });
});

it('counts nothing where nothing was written', () => {
  expect(countTests(join(folder, 'gone'))).toEqual({ passed: 0, failed: 0, skipped: 0 });
});

it.each([
  [{ passed: 5, failed: 0, skipped: 0 }, 0, 0, 'tests: 5 passed, 0 failed'],
  [{ passed: 5, failed: 0, skipped: 2 }, 0, 0, 'tests: 5 passed, 0 failed, 2 skipped'],
  [{ passed: 5, failed: 3, skipped: 0 }, 1, 3, 'tests: 5 passed, 3 failed'],
  [{ passed: 5, failed: 0, skipped: 0 }, 2, 2, 'tests: 5 passed, 2 failed'],
])('%j with %i red steps', (count, redSteps, red, line) => {
  expect(summarize(count, redSteps)).toEqual({ red, line });
});

it('lists the slowest files of all suites', () => {
  write('e2e.times.json', [
    { file: 'e2e/b.e2e.ts', milliseconds: 61_240 },
    { file: 'e2e/a.e2e.ts', milliseconds: 900 },
  ]);
  write('@nx-signal/python.times.json', [{ file: 'c.spec.ts', milliseconds: 1500 }]);
  expect(slowestFiles(folder, 2)).toEqual(['   61.2 s  e2e/b.e2e.ts', '    1.5 s  c.spec.ts']);
});

it('names the tests that failed, and why, without frames and colours', () => {
  const failureMessages = ['\u001b[31mAssertionError: 1 is not 2\u001b[39m\n    at x.spec.ts:3:1'];
  const assertionResults = [
    { fullName: 'a sum is right', status: 'failed', failureMessages },
    { fullName: 'a sum is a number', status: 'passed', failureMessages: [] },
  ];
  const name = join(repository, 'tools', 'x.spec.ts');
  const broken = { name: join(repository, 'y.spec.ts'), status: 'failed', assertionResults: [] };
  const results = [
    { name, status: 'failed', assertionResults },
    { ...broken, message: 'Cannot find module' },
  ];
  write('a.json', report(1, 1, 0, results));
  expect(failedTests(folder)).toEqual([
    '  tools/x.spec.ts a sum is right',
    '    AssertionError: 1 is not 2',
    '  y.spec.ts',
    '    Cannot find module',
  ]);
});

it('shows no more of a long failure than can be read', () => {
  const failureMessages = [Array.from({ length: 99 }, (_, line) => `line ${line}`).join('\n')];
  const assertionResults = [{ fullName: 'a', status: 'failed', failureMessages }];
  write('a.json', report(0, 1, 0, [{ name: repository, status: 'failed', assertionResults }]));
  expect(failedTests(folder)).toHaveLength(21);
});

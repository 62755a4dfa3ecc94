import { expect, it } from 'vitest';
import { taskOf } from '../testing/signal-report.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { targetsIn } from './target-facts.js';
import { findingsInReports } from './task-reports.js';

const executor = '@nx-signal/python:check';
const targetsOf = targetsIn({
  nodes: {
    a: { data: { targets: { audit: { executor, options: { kind: 'audit', report: 'dist/a' } } } } },
  },
});

const result = (ruleId: string, level: string, more: object = {}) => ({
  ruleId,
  level,
  message: { text: 'affected' },
  locations: [
    {
      physicalLocation: { artifactLocation: { uri: 'uv.lock' }, region: { startLine: 7 } },
    },
  ],
  ...more,
});

it('an audit tells its findings in its report, warnings of a success too', () => {
  const results = [
    result('PYSEC-1', 'error'),
    result('PYSEC-2', 'warning'),
    result('PYSEC-3', 'note', { suppressions: [{}] }),
  ];
  const root = temporaryFolder({ 'dist/a/audit.sarif': JSON.stringify({ runs: [{ results }] }) });
  const task = taskOf('a:audit', { source: 'local' });
  const findings = findingsInReports(task, targetsOf, { root, cacheFolder: undefined });
  expect(findings.map(({ file, line, code, severity }) => [file, line, code, severity])).toEqual([
    ['uv.lock', 7, 'PYSEC-1', 'error'],
    ['uv.lock', 7, 'PYSEC-2', 'warning'],
  ]);
  const broken = { ...task, status: 'broken' } as const;
  expect(findingsInReports(broken, targetsOf, { root, cacheFolder: undefined })).toEqual([]);
});

it('a failure that was replayed tells them in its digest', () => {
  const text = [
    'a:lint failed: 2 findings',
    '  libs/a b/x.py:3  F401  `os` imported but unused',
    '  libs/a/y.py  no rule  at all',
    '  again: npx nx run a:lint',
    '',
  ].join('\n');
  const root = temporaryFolder({ 'cache/terminalOutputs/1': text });
  const task = taskOf('a:lint', { status: 'failure', source: 'local', hash: '1' });
  const place = { root, cacheFolder: `${root}/cache` };
  const found = findingsInReports(task, targetsOf, place);
  expect(found.map(({ file, line, code, message }) => [file, line, code, message])).toEqual([
    ['libs/a b/x.py', 3, 'F401', '`os` imported but unused'],
    ['libs/a/y.py', null, null, 'no rule  at all'],
  ]);
  expect(findingsInReports(taskOf('a:lint', { hash: '1' }), targetsOf, place)).toEqual([]);
});

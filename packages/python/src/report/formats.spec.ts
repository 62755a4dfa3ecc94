import { readFileSync, utimesSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { reportOf, taskOf } from '../testing/signal-report.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { codeQualityOf } from './code-quality.js';
import { mergedJunit } from './junit.js';
import { markdownOf } from './markdown.js';
import { sarifOf } from './sarif.js';
import type { ReportedFinding, SignalReport } from './schema.js';
import { checkBudget, stagesOf } from './stages.js';
import { targetsIn } from './target-facts.js';

const finding: ReportedFinding = {
  ...{ task: 'a:lint', project: 'a', tool: 'ruff', severity: 'error' },
  ...{ file: 'libs/a b/x.py', line: 3, column: 8, test: null, code: 'F401', message: 'unused' },
};
const findings: ReportedFinding[] = [
  finding,
  { ...finding, line: 9 },
  { ...finding, tool: 'nx-signal', file: null, line: null, column: null, code: null },
  { ...finding, severity: 'warning', line: null, column: null },
];
const report = reportOf({ tasks: [taskOf('a:lint'), taskOf('a:typecheck')], findings });

/** The schema that is published with the format. */
function sarifSchema() {
  const { resolve } = createRequire(import.meta.url);
  const file = join(dirname(resolve('@microsoft/jest-sarif')), 'schemas/sarif-2.1.0-rtm.5.json');
  // zod takes a reference for an address, which need not have a host here.
  const text = readFileSync(file, 'utf8').replaceAll('"uri-reference"', '"any"');
  return z.fromJSONSchema(JSON.parse(text));
}

it('SARIF is what its schema asks for', () => {
  const schema = sarifSchema();
  expect(schema.safeParse({ version: '2.1.0' }).success).toBe(false);
  expect(schema.safeParse({ version: '2.1.0', runs: [{}] }).success).toBe(false);
  for (const one of [report, reportOf()])
    expect(schema.safeParse(JSON.parse(sarifOf(one))).error?.issues).toBeUndefined();
});

it('SARIF has a run for each tool', () => {
  const { runs } = JSON.parse(sarifOf(report));
  expect(runs.map((run: { tool: { driver: object } }) => run.tool.driver)).toEqual([
    { name: 'mypy', rules: [] },
    { name: 'nx-signal', rules: [] },
    { name: 'ruff', rules: [{ id: 'F401' }] },
  ]);
  const uri = { uri: 'libs/a%20b/x.py', uriBaseId: '%SRCROOT%' };
  expect(runs[2].results[0]).toEqual({
    ruleId: 'F401',
    level: 'error',
    message: { text: 'unused' },
    locations: [
      { physicalLocation: { artifactLocation: uri, region: { startLine: 3, startColumn: 8 } } },
    ],
    properties: { task: 'a:lint' },
  });
  expect(runs[1].results[0]).not.toHaveProperty('locations');
});

it('code quality tells findings apart, wherever they have moved', () => {
  const entries: { fingerprint: string; severity: string; location: object }[] = JSON.parse(
    codeQualityOf(report),
  );
  expect(entries.map(({ severity }) => severity)).toEqual(['major', 'major', 'minor']);
  expect(new Set(entries.map(({ fingerprint }) => fingerprint)).size).toBe(3);
  expect(entries[2]?.location).toEqual({ path: 'libs/a b/x.py', lines: { begin: 1 } });
  const moved = findings.map((one) => ({ ...one, line: one.line === null ? null : one.line + 5 }));
  const later: typeof entries = JSON.parse(codeQualityOf({ ...report, findings: moved }));
  expect(later.map(({ fingerprint }) => fingerprint)).toEqual(
    entries.map(({ fingerprint }) => fingerprint),
  );
});

describe('JUnit', () => {
  const suite = (name: string) =>
    `<?xml version="1.0"?><testsuites name="pytest tests"><testsuite name="pytest" tests="1"><testcase name="${name}"/></testsuite></testsuites>`;
  const targets = (project: string) => ({
    data: {
      targets: {
        'test:unit': {
          executor: '@nx-signal/python:check',
          options: { kind: 'test', testKind: 'test:unit', report: `dist/${project}` },
        },
      },
    },
  });
  const graph = {
    nodes: Object.fromEntries(['a', 'b', 'old', 'broken'].map((one) => [one, targets(one)])),
  };

  it('has the tests of the run alone', () => {
    const names = ['a', 'b', 'old', 'broken'];
    const root = temporaryFolder(
      Object.fromEntries(names.map((name) => [`dist/${name}/junit.xml`, suite(`of_${name}`)])),
    );
    utimesSync(join(root, 'dist/old/junit.xml'), 1, 1);
    const start = '2026-11-28T23:00:00.000Z';
    const tasks = [
      taskOf('a:test:unit', { source: 'local' }),
      taskOf('b:test:unit', { start: new Date(0).toISOString(), status: 'failure' }),
      taskOf('old:test:unit', { start }),
      taskOf('broken:test:unit', { status: 'broken' }),
      taskOf('none:test:unit'),
    ];
    const text = mergedJunit(reportOf({ tasks }), targetsIn(graph), root);
    expect([...text.matchAll(/<testcase name="(.*?)"/g)].map(([, name]) => name)).toEqual([
      'of_a',
      'of_b',
    ]);
    expect(text).toContain('<testsuite name="a:test:unit" tests="1">');
    expect(text.match(/<testsuites/g)).toHaveLength(1);
  });
});

describe('Markdown', () => {
  const budget = { seconds: 10, over: 'warn' } as const;
  const textOf = (one: SignalReport) => markdownOf(one, stagesOf(one), checkBudget(one, budget));

  it('has the verdict, the stages and what was found', () => {
    const text = textOf({ ...report, verdict: 'red' });
    expect(text).toContain('### Signal: red\n\n| stage | time |');
    expect(text).toMatch(/^\| Lint \| not measured \| 1 task \| 1 ran \| green \|$/m);
    expect(text).toContain('Total 6.00 s of 10 s.');
    expect(text).toContain('```text\nlibs/a b/x.py:3  F401  unused\n');
    expect(textOf(reportOf())).not.toContain('```');
  });

  it('is bounded, and what was found cannot leave its block', () => {
    const many = Array.from({ length: 5000 }, () => ({ ...finding, message: '```'.repeat(500) }));
    const text = textOf(reportOf({ findings: many }));
    expect(text.length).toBeLessThan(60_000);
    expect(text).toContain('… and 4950 more\n');
    const fence = /^(`+)text$/m.exec(text)?.[1] ?? '';
    expect(text.split('\n').filter((line) => line.startsWith(fence))).toHaveLength(2);
  });
});

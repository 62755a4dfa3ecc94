import { describe, expect, it } from 'vitest';
import { composeReport, type Sources } from './compose.js';
import { parseNxRecord } from './nx-record.js';
import type { RunPart } from './run-part.js';
import { type ReportedFinding, signalSchema } from './schema.js';
import { targetsIn } from './target-facts.js';

const executor = '@nx-signal/python:check';
const graph = {
  nodes: {
    a: {
      data: {
        targets: {
          signal: { executor: 'nx:noop' },
          lint: { executor, options: { kind: 'lint' } },
          'test:unit': { executor, options: { kind: 'test', testKind: 'test:unit' } },
          types: { executor, options: { kind: 'typecheck', tool: 'ty' } },
          web: { executor: 'nx:run-commands' },
        },
      },
    },
  },
};

const sources: Sources = {
  targetsOf: targetsIn(graph),
  audit: false,
  variables: { NX_SIGNAL_CHECKOUT_SECONDS: '1.5', NX_SIGNAL_SETUP_UV_SECONDS: 'soon' },
  isShared: false,
  commit: 'abc',
  findingsOf: () => [],
};

const finding: ReportedFinding = {
  ...{ task: 'a:lint', project: 'a', tool: 'ruff', severity: 'error' as const, file: 'x.py' },
  ...{ line: 1, column: null, test: null, code: 'F401', message: 'unused' },
};

const part: RunPart = {
  version: 1,
  nx: '7@1',
  command: 'nx run-many -t signal',
  started: 1000,
  state: 'ended',
  written: 2000,
  commit: 'def',
  changed: true,
  base: null,
  environment: { environments: 1, made: 0, installed: 0, prepared: 0 },
  tasks: [
    { id: 'a:lint', status: 'failure', start: 1100, milliseconds: 50 },
    { id: 'a:types', status: 'success', start: 1100, milliseconds: 60 },
  ],
  processes: [
    {
      tool: 'uv',
      kind: 'environment',
      start: new Date(1000).toISOString(),
      milliseconds: 90,
      tasks: 0,
      task: null,
    },
    {
      tool: 'uv',
      kind: 'environment',
      start: new Date(1050).toISOString(),
      milliseconds: 90,
      tasks: 0,
      task: null,
    },
  ],
  findings: [finding],
};

const time = (at: number) => new Date(at).toISOString();
const recorded = (taskId: string, target: string, status: number, cacheStatus: string) => ({
  ...{ taskId, target, status, cacheStatus, projectName: 'a', hash: `hash of ${taskId}` },
  ...{ startTime: time(1100), endTime: time(1200) },
});
const record = parseNxRecord(
  JSON.stringify({
    run: { command: 'nx run-many -t signal', startTime: time(900), endTime: time(3000) },
    tasks: [
      recorded('a:lint', 'lint', 1, 'cache-miss'),
      recorded('a:test:unit', 'test:unit', 0, 'remote-cache-hit'),
      recorded('a:web', 'web', 0, 'local-cache-hit'),
      recorded('a:signal', 'signal', 0, 'cache-miss'),
    ],
  }),
);

describe('a report', () => {
  it('is of what Nx recorded and of what processes know', () => {
    const report = composeReport({ record, parts: [part] }, sources);
    expect(signalSchema.strict().parse(report)).toEqual(report);
    expect(report).toMatchObject({
      complete: true,
      verdict: 'red',
      commit: 'def',
      changed: true,
      run: { start: time(900), end: time(3000), milliseconds: 2100 },
      environment: { milliseconds: 140 },
      pipeline: { checkout: 1500, setupUv: null },
      findings: [finding],
    });
    const short = report.tasks.map(({ id, kind, tool, status, source }) =>
      [id, kind, tool, status, source].join(' '),
    );
    expect(short).toEqual([
      'a:lint lint ruff failure ran',
      'a:test:unit test:unit pytest success remote',
      'a:types typecheck ty success ran',
      'a:web   success local',
    ]);
    expect(report.tasks[0]).toMatchObject({ hash: 'hash of a:lint', milliseconds: 50 });
  });

  it('is not complete before Nx has recorded the run', () => {
    const report = composeReport({ record: undefined, parts: [part] }, sources);
    expect(report).toMatchObject({ complete: false, verdict: 'red', run: { end: null } });
  });

  it.each<[RunPart['state'], boolean, string]>([
    ['stopped', true, 'interrupted'],
    ['running', false, 'interrupted'],
    // Somebody at its terminal has ended the tool.
    ['ended', true, 'interrupted'],
    // Its process died: nothing says what it would have found.
    ['running', true, 'broken'],
  ])('of a process that was %s, recorded: %s, is %s', (state, isRecorded, verdict) => {
    const tasks = [
      { id: 'a:lint', status: 'unfinished', start: null, milliseconds: null } as const,
    ];
    const cut = { ...part, state, tasks, findings: [] };
    const report = composeReport(
      { record: isRecorded ? record : undefined, parts: [cut] },
      sources,
    );
    expect(report.verdict).toBe(verdict);
  });

  it('of a run that replayed everything has no environment, and the commit that is known', () => {
    const replayed = record && { ...record, tasks: record.tasks.slice(1) };
    const report = composeReport({ record: replayed, parts: [] }, { ...sources, isShared: true });
    expect(report).toMatchObject({ verdict: 'green', environment: null, commit: 'abc' });
    expect(report.run).toMatchObject({ checkout: 'unknown', command: 'nx run-many -t signal' });
    const now = record && { ...record, command: 'main now api' };
    const byNow = composeReport({ record: now, parts: [] }, sources);
    expect(byNow.run.command).toBe('nx-signal now');
  });
});

it('a failure that was stored is no work', () => {
  const task = { ...recorded('a:lint', 'lint', 1, 'cache-miss'), endTime: time(1100) };
  const stored = parseNxRecord(
    JSON.stringify({
      run: { command: 'nx lint a', startTime: time(900), endTime: time(3000) },
      tasks: [task, { ...task, taskId: 'a:types', target: 'types', endTime: time(1101) }],
    }),
  );
  const { tasks } = composeReport({ record: stored, parts: [] }, sources);
  expect(tasks.map(({ status, source }) => [status, source])).toEqual([
    ['failure', 'local'],
    ['failure', 'ran'],
  ]);
});

it('no text but that of Nx is a record', () => {
  for (const text of ['', '{}', '[]', 'null', '{"run":{"command":"x"},"tasks":[]}'])
    expect(parseNxRecord(text)).toBeUndefined();
});

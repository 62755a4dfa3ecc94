import type { ReportedProcess, ReportedTask, SignalReport } from '../report/schema.js';

/** A task that ran and was green, unless more is said. */
export function taskOf(id: string, more: Partial<ReportedTask> = {}): ReportedTask {
  const [project = '', ...target] = id.split(':');
  const kind = target.join(':');
  return {
    id,
    project,
    target: kind,
    kind,
    tool: { lint: 'ruff', typecheck: 'mypy', 'test:unit': 'pytest' }[kind] ?? null,
    status: 'success',
    source: 'ran',
    hash: null,
    start: null,
    milliseconds: null,
    ...more,
  };
}

/** When the run of {@link reportOf} began. */
export const runStart = Date.parse('2026-11-28T23:00:00.000Z');

/** A process that began some milliseconds after the run. */
export function processOf(
  kind: string,
  after: number,
  milliseconds: number,
  more: Partial<ReportedProcess> = {},
): ReportedProcess {
  const start = new Date(runStart + after).toISOString();
  const tool = { lint: 'ruff', typecheck: 'mypy', environment: 'uv' }[kind] ?? 'pytest';
  return { tool, kind, start, milliseconds, tasks: 1, task: null, ...more };
}

/** The report of a run that took six seconds. */
export function reportOf(more: Partial<SignalReport> = {}): SignalReport {
  const start = new Date(runStart).toISOString();
  const end = new Date(runStart + 6000).toISOString();
  const run = { command: 'nx run-many -t signal', start, end, milliseconds: 6000 };
  return {
    version: 1,
    complete: true,
    verdict: 'green',
    run: { ...run, checkout: 'this' },
    commit: null,
    changed: null,
    base: null,
    environment: null,
    caches: { mypy: null, sccache: null, buildkit: null },
    pipeline: { checkout: null, setupUv: null },
    audit: false,
    tasks: [],
    processes: [],
    findings: [],
    ...more,
  };
}

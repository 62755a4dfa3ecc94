import type { EnvironmentWork, ReportedTask, SignalReport } from '../schema.js';

/** How the tests of a task ended with one hash. */
export interface TestOutcome {
  id: string;
  hash: string;
  success: boolean;
  /** Ids of the tests that failed. */
  failed: string[];
}

/** What is kept of a run for good. */
export interface HistoryLine {
  version: 1;
  /** Milliseconds since 1970; no two runs have the same. */
  start: number;
  command: string | null;
  milliseconds: number | null;
  verdict: SignalReport['verdict'];
  commit: string | null;
  /** Whether Nx's record of it is in it. */
  complete: boolean;
  /** Whether it is known that it was in this checkout. */
  own: boolean;
  /** Whether any part of the signal was in it. */
  signal: boolean;
  ran: number;
  replayed: number;
  failed: number;
  environment: EnvironmentWork | null;
  /** What tools found in their caches; missing in the lines of earlier versions. */
  caches?: SignalReport['caches'];
  /** The projects whose tasks took longest, with milliseconds. */
  projects: [project: string, milliseconds: number][];
  tests: TestOutcome[];
}

/** Bounds of a line. */
const bounds = { projects: 10, compiled: 20, tests: 100, failed: 10 };

const signalKinds: readonly (string | null)[] = ['lint', 'typecheck', 'test:unit', 'audit'];

function projectTimes(tasks: readonly ReportedTask[]): HistoryLine['projects'] {
  const times = new Map<string, number>();
  for (const { project, milliseconds } of tasks)
    if (milliseconds) times.set(project, (times.get(project) ?? 0) + milliseconds);
  const sorted = [...times].sort(([, one], [, other]) => other - one);
  return sorted.slice(0, bounds.projects);
}

/** What tools found, and of which projects most was compiled. */
function boundedCaches(caches: SignalReport['caches']): SignalReport['caches'] {
  const { parts } = caches.sccache ?? {};
  if (!caches.sccache || !parts) return caches;
  const most = [...parts].sort((one, other) => other.of - one.of).slice(0, bounds.compiled);
  return { ...caches, sccache: { ...caches.sccache, parts: most } };
}

/** Outcomes of the tasks of tests that did the work: failures first, since there are fewer. */
function testOutcomes({ tasks, findings }: SignalReport): TestOutcome[] {
  const outcomes = tasks.flatMap(({ id, hash, tool, source, status }): TestOutcome[] => {
    const isDecided = status === 'success' || status === 'failure';
    if (tool !== 'pytest' || source !== 'ran' || hash === null || !isDecided) return [];
    const failed = findings.flatMap(({ task, test }) =>
      task === id && test !== null ? [test] : [],
    );
    // An error of ours is no word of a test.
    if (status === 'failure' && failed.length === 0) return [];
    return [{ id, hash, success: status === 'success', failed: failed.slice(0, bounds.failed) }];
  });
  return outcomes
    .sort((one, other) => Number(one.success) - Number(other.success))
    .slice(0, bounds.tests);
}

/** What is kept of a run: bounded, whatever the size of the workspace. */
export function historyLine(report: SignalReport): HistoryLine {
  const { tasks, run, verdict, commit, complete, environment, caches } = report;
  const count = (test: (task: ReportedTask) => boolean) => tasks.filter(test).length;
  return {
    version: 1,
    start: Date.parse(run.start),
    command: run.command?.slice(0, 200) ?? null,
    milliseconds: run.milliseconds,
    verdict,
    commit,
    complete,
    own: run.checkout === 'this',
    signal: tasks.some(({ kind }) => signalKinds.includes(kind)),
    ran: count(({ source }) => source === 'ran'),
    replayed: count(({ source }) => source === 'local' || source === 'remote'),
    failed: count(({ status }) => status === 'failure' || status === 'broken'),
    environment,
    caches: boundedCaches(caches),
    projects: projectTimes(tasks),
    tests: testOutcomes(report),
  };
}

import { addFigures, countedCaches } from '../process/cache-counts.js';
import { busyTime } from './covered-time.js';
import type { Run } from './current-run.js';
import type { NxTask } from './nx-record.js';
import { pipelineTimes } from './pipeline-times.js';
import type { PartTask, RunPart } from './run-part.js';
import type {
  EnvironmentWork,
  ReportedFinding,
  ReportedProcess,
  ReportedTask,
  SignalReport,
} from './schema.js';
import type { TargetsOf } from './target-facts.js';
import { verdictOf } from './verdict.js';

/** What a report is put together from, beside the run itself. */
export interface Sources {
  targetsOf: TargetsOf;
  /** Whether the audit is set up. */
  audit: boolean;
  variables: NodeJS.ProcessEnv;
  /** Whether Nx's record may be that of another checkout. */
  isShared: boolean;
  /** The commit of a run that no process of ours worked for; null where that is not known. */
  commit: string | null;
  /** Findings of tasks that left reports, or replayed their failure. */
  findingsOf: (task: ReportedTask) => ReportedFinding[];
}

const iso = (time: number) => new Date(time).toISOString();

function nameOf(id: string): { project: string; target: string } {
  const [project = '', ...target] = id.split(':');
  return { project, target: target.join(':') };
}

/** A task that Nx has no record of yet. */
function fromPart(part: PartTask, targetsOf: TargetsOf): ReportedTask {
  const { id, status, start, milliseconds } = part;
  const { project, target } = nameOf(id);
  const { kind, tool } = targetsOf(project, target);
  const source = status === 'skipped' || status === 'unfinished' ? 'none' : 'ran';
  const started = start === null ? null : iso(start);
  const named = { id, project, target, kind, tool };
  return { ...named, status, source, hash: null, start: started, milliseconds };
}

/** A failure that took no time, and that no process of ours has done, was stored: Nx does not tell it from others. */
function sourceOf(task: NxTask, part: PartTask | undefined): NxTask['source'] {
  return !task.success && part === undefined && task.end <= task.start ? 'local' : task.source;
}

/** A task as Nx records it, with what the process that did it knows. */
function fromRecord(task: NxTask, part: PartTask | undefined, targetsOf: TargetsOf): ReportedTask {
  const { id, project, target, hash = null } = task;
  const { kind, tool } = targetsOf(project, target);
  const base = { id, project, target, kind, tool, hash };
  const source = sourceOf(task, part);
  const isRun = source === 'ran';
  if (part && isRun) return { ...fromPart(part, targetsOf), ...base };
  return {
    ...base,
    status: task.success ? 'success' : 'failure',
    source,
    start: isRun ? iso(task.start) : null,
    milliseconds: isRun ? Math.max(0, task.end - task.start) : null,
  };
}

function tasksOf({ record, parts }: Run, { targetsOf }: Sources): ReportedTask[] {
  const byId = new Map(parts.flatMap(({ tasks }) => tasks.map((task) => [task.id, task])));
  const recorded = (record?.tasks ?? []).map((task) =>
    fromRecord(task, byId.get(task.id), targetsOf),
  );
  const known = new Set(recorded.map(({ id }) => id));
  const others = [...byId.values()].filter(({ id }) => !known.has(id));
  return [...recorded, ...others.map((task) => fromPart(task, targetsOf))]
    .filter(({ project, target }) => !targetsOf(project, target).isAggregate)
    .sort((left, right) => (left.id < right.id ? -1 : 1));
}

/** What the processes of a run needed, whose waiting may have overlapped. */
function environmentOf(
  parts: readonly RunPart[],
  processes: readonly ReportedProcess[],
): EnvironmentWork | null {
  const known = parts.flatMap(({ environment }) => (environment ? [environment] : []));
  if (known.length === 0) return null;
  const sum = (key: keyof (typeof known)[number]) =>
    known.reduce((total, one) => total + one[key], 0);
  return {
    milliseconds: busyTime(processes.filter(({ kind }) => kind === 'environment')),
    environments: sum('environments'),
    made: sum('made'),
    installed: sum('installed'),
    prepared: sum('prepared'),
  };
}

function cachesOf(parts: readonly RunPart[]): SignalReport['caches'] {
  const none = Object.fromEntries(countedCaches.map((name) => [name, null]));
  const known = addFigures(parts.map(({ caches = {} }) => caches));
  return { ...none, ...known } as SignalReport['caches'];
}

/** What was typed. Nx names its own program, or ours where `nx-signal now` has run it. */
function commandOf({ record, parts }: Run): string | null {
  const command = record?.command ?? parts[0]?.command ?? null;
  return command?.replace(/^main(?: .*)?$/, 'nx-signal now') ?? null;
}

function runOf({ record, parts }: Run, isShared: boolean): SignalReport['run'] {
  const [first] = parts;
  const start = record?.start ?? first?.started ?? 0;
  return {
    command: commandOf({ record, parts }),
    start: iso(start),
    end: record ? iso(record.end) : null,
    milliseconds: record ? Math.max(0, record.end - start) : null,
    checkout: parts.length > 0 || !isShared ? 'this' : 'unknown',
  };
}

function byPlace(left: ReportedFinding, right: ReportedFinding): number {
  const key = ({ task, file, line, column }: ReportedFinding) =>
    [task, file ?? '', String(line ?? 0).padStart(7), String(column ?? 0).padStart(5)].join('\0');
  return key(left) < key(right) ? -1 : 1;
}

/** All that is known about a run, in the form of signal.json. */
export function composeReport(run: Run, sources: Sources): SignalReport {
  const { parts, record } = run;
  const tasks = tasksOf(run, sources);
  const processes = parts.flatMap((part) => part.processes);
  const told = parts.flatMap(({ findings }) => findings);
  const tellers = new Set(told.map(({ task }) => task));
  const others = tasks.filter(({ id }) => !tellers.has(id)).flatMap(sources.findingsOf);
  const [first] = parts;
  return {
    version: 1,
    complete: record !== undefined,
    verdict: verdictOf(run, tasks),
    run: runOf(run, sources.isShared),
    commit: first ? first.commit : sources.commit,
    changed: first?.changed ?? null,
    base: first?.base ?? null,
    environment: environmentOf(parts, processes),
    caches: cachesOf(parts),
    pipeline: pipelineTimes(sources.variables),
    audit: sources.audit,
    tasks,
    processes,
    findings: [...told, ...others].sort(byPlace),
  };
}

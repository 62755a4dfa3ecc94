import { busyTime } from './covered-time.js';
import type { ReportedTask, SignalReport } from './schema.js';

/** A row of the stage table. */
export interface Stage {
  name: string;
  /** Milliseconds in which at least one process worked for it; null where that was not measured. */
  milliseconds: number | null;
  /** Such as `12 tasks`. */
  count: string;
  /** Where its results are from, such as `3 ran, 9 local`. */
  source: string;
  status: string;
}

/** What a run may take, and what it took. */
export interface Budget {
  seconds: number;
  /** What it means to be over it. */
  over: 'warn' | 'fail';
}

/** Kinds of targets, by the stage that they are in. */
const testKinds = ['test:unit'];
const taskStages: readonly [name: string, kinds: readonly string[]][] = [
  ['Lint', ['lint']],
  ['Typecheck', ['typecheck']],
  ['Unit tests', testKinds],
  ['Security audit', ['audit']],
];

const sourceWords = { ran: 'ran', local: 'local', remote: 'remote', none: 'without a result' };
const statusOrder = ['broken', 'unfinished', 'failure', 'skipped'] as const;
const statusWords = {
  broken: 'broken',
  unfinished: 'unfinished',
  failure: 'red',
  skipped: 'skipped',
};

function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}

function sourcesOf(tasks: readonly ReportedTask[]): string {
  const keys = ['ran', 'local', 'remote', 'none'] as const;
  const parts = keys.flatMap((key) => {
    const count = tasks.filter(({ source }) => source === key).length;
    return count === 0 ? [] : [`${count} ${sourceWords[key]}`];
  });
  return parts.join(', ');
}

function statusOf(tasks: readonly ReportedTask[]): string {
  const parts = statusOrder.flatMap((status) => {
    const count = tasks.filter((task) => task.status === status).length;
    return count === 0 ? [] : [`${count} ${statusWords[status]}`];
  });
  return parts.length === 0 ? 'green' : parts.join(', ');
}

/** How long a stage worked: by its processes, else by its tasks; nothing where all was replayed. */
function timeOf(tasks: readonly ReportedTask[], report: SignalReport): number | null {
  const kinds = new Set(tasks.map(({ kind }) => kind));
  const processes = report.processes.filter(({ kind }) => kinds.has(kind));
  if (processes.length > 0) return busyTime(processes);
  const ran = tasks.filter(({ source }) => source === 'ran');
  const timed = ran.flatMap(({ start, milliseconds }) =>
    start === null || milliseconds === null ? [] : [{ start, milliseconds }],
  );
  if (timed.length > 0) return busyTime(timed);
  return ran.length === 0 && tasks.some(({ source }) => source !== 'none') ? 0 : null;
}

function taskStage(name: string, kinds: readonly string[], report: SignalReport): Stage {
  const tasks = report.tasks.filter(({ kind }) => kind !== null && kinds.includes(kind));
  if (tasks.length > 0)
    return {
      name,
      milliseconds: timeOf(tasks, report),
      count: plural(tasks.length, 'task'),
      source: sourcesOf(tasks),
      status: statusOf(tasks),
    };
  const isMissing = kinds.includes('audit') && !report.audit;
  const status = isMissing ? 'not set up' : 'not in this run';
  return { name, milliseconds: null, count: '', source: '', status };
}

function pipelineStage(name: string, milliseconds: number | null): Stage {
  const isKnown = milliseconds !== null;
  const source = isKnown ? 'the pipeline' : '';
  return { name, milliseconds, count: '', source, status: isKnown ? 'done' : 'not measured' };
}

function environmentSource({
  made,
  installed,
  prepared,
}: NonNullable<SignalReport['environment']>): string {
  if (made === 0) return 'kept';
  if (installed === 0) return `${made} made`;
  return `${made} made: ${installed} packages, ${Math.max(0, installed - prepared)} from uv's cache`;
}

function environmentStage({ environment, complete }: SignalReport): Stage {
  const name = 'Install deps';
  if (environment === null) {
    const status = complete ? 'not needed' : 'not measured';
    return { name, milliseconds: complete ? 0 : null, count: '', source: '', status };
  }
  const { milliseconds, environments } = environment;
  return {
    name,
    milliseconds,
    count: plural(environments, 'environment'),
    source: environmentSource(environment),
    status: environments > 0 ? 'done' : 'broken',
  };
}

/** The stages of a run, in the order in which a pipeline has them. Figures that are not known are not made up. */
export function stagesOf(report: SignalReport): Stage[] {
  return [
    pipelineStage('Checkout', report.pipeline.checkout),
    pipelineStage('Setup uv', report.pipeline.setupUv),
    environmentStage(report),
    ...taskStages.map(([name, kinds]) => taskStage(name, kinds, report)),
  ];
}

/** How long all took: the run of Nx, and what the pipeline did before it; null while that is not known. */
export function totalOf({ run, pipeline }: SignalReport): number | null {
  if (run.milliseconds === null) return null;
  return run.milliseconds + (pipeline.checkout ?? 0) + (pipeline.setupUv ?? 0);
}

/** What a total comes to beside its budget. */
export interface BudgetResult extends Budget {
  total: number | null;
  isOver: boolean;
  /** The stage to look at first. */
  longest: Stage | undefined;
}

/** Compares a run with what it may take. */
export function checkBudget(report: SignalReport, budget: Budget): BudgetResult {
  const total = totalOf(report);
  const [longest] = stagesOf(report)
    .filter(({ milliseconds }) => milliseconds !== null && milliseconds > 0)
    .sort((one, other) => (other.milliseconds ?? 0) - (one.milliseconds ?? 0));
  return { ...budget, total, isOver: total !== null && total > budget.seconds * 1000, longest };
}

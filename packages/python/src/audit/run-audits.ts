import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { environmentPath } from '../environment/locate.js';
import { formatError, SignalError } from '../errors.js';
import type { ProjectFacts } from '../project/facts.js';
import { buildGraph } from '../workspace/build-graph.js';
import type { PythonGraph } from '../workspace/python-graph.js';
import { auditProject } from './audit-project.js';
import { Finder } from './findings.js';
import { installedPackages } from './installed-packages.js';
import { writeKeys } from './keys.js';
import { InstalledLicences } from './licences/installed-licences.js';
import { type AuditedPackage, packagesOf } from './packages.js';
import { isPipeline, policyOf } from './policy.js';
import { remedyFor } from './remedy.js';
import type { Snapshot } from './snapshot-store.js';
import { currentSnapshot } from './source.js';
import { auditText } from './words.js';
import { writeReports } from './write-reports.js';

/** A task of Nx that audits one project. */
export interface AuditTask {
  id: string;
  /** Folder of the project, relative to the workspace root. */
  project: string;
  /** Folder for reports, relative to the workspace root. */
  report: string;
}

/** What became of it. */
export interface AuditOutcome {
  success: boolean;
  output: string;
}

interface Audited {
  task: AuditTask;
  facts: ProjectFacts;
  packages: readonly AuditedPackage[];
}

function readTask(task: AuditTask, graph: PythonGraph, root: string): Audited {
  const facts = graph.workspace.projects.find(({ directory }) => directory === task.project);
  if (!facts) throw new Error(`there is no longer a Python project in ${task.project}.`);
  const packages =
    packagesOf(facts, graph) ?? installedPackages(environmentPath(root, facts.environment), facts);
  return { task, facts, packages };
}

/** Whether a snapshot can answer for some projects without another look at where it is from. */
function isEnough(snapshot: Snapshot, audited: readonly Audited[], now: number): boolean {
  const finder = new Finder(snapshot);
  return audited.every(({ facts, packages }) => {
    const { maxAge } = policyOf(facts.options.audit ?? {});
    return now <= snapshot.facts.asOf + maxAge && finder.unanswered(packages).length === 0;
  });
}

interface Advisories {
  snapshot: Snapshot | undefined;
  /** Why there are no newer ones. */
  problem: SignalError | undefined;
}

/** The snapshot, after one look at its source where it does not suffice. */
async function advisoriesFor(
  audited: readonly Audited[],
  graph: PythonGraph,
  root: string,
  now: number,
): Promise<Advisories> {
  const snapshot = currentSnapshot(root, graph);
  // A file that has not changed since has nothing newer to say.
  const isAllThereIs = snapshot?.facts.stamp !== undefined;
  if (snapshot && (isAllThereIs || isEnough(snapshot, audited, now)))
    return { snapshot, problem: undefined };
  try {
    // It reads zip files and rates vulnerabilities, which most audits need not.
    const { refreshSnapshot, signalDeadline } = await import('./refresh.js');
    return { snapshot: await refreshSnapshot(root, graph, signalDeadline), problem: undefined };
  } catch (error) {
    if (!(error instanceof SignalError)) throw error;
    return { snapshot, problem: error };
  }
}

function publicEnvironments(graph: PythonGraph): Set<string> {
  const found = graph.workspace.projects.filter((facts) =>
    packagesOf(facts, graph)?.some(({ source }) => source === 'public'),
  );
  return new Set(found.map(({ environment }) => environment));
}

/** One audit after the other, over the same advisories. */
class Auditor {
  readonly #graph: PythonGraph;
  readonly #root: string;
  readonly #advisories: Advisories;
  readonly #finder: Finder | undefined;
  readonly #public: Set<string>;
  readonly #licences: InstalledLicences;
  readonly #now: number;

  constructor(graph: PythonGraph, root: string, advisories: Advisories, now: number) {
    this.#graph = graph;
    this.#root = root;
    this.#advisories = advisories;
    this.#finder = advisories.snapshot && new Finder(advisories.snapshot);
    this.#public = publicEnvironments(graph);
    this.#licences = new InstalledLicences(root);
    this.#now = now;
  }

  load(audited: readonly Audited[]): void {
    this.#finder?.load(audited.flatMap(({ packages }) => packages));
  }

  audit({ task, facts, packages }: Audited): AuditOutcome {
    const { snapshot, problem } = this.#advisories;
    if (!snapshot || !this.#finder) throw problem ?? new Error('there are no advisories.');
    if (problem && this.#finder.unanswered(packages).length > 0) throw problem;
    const lock = this.#graph.locks.get(facts.environment)?.lock;
    const result = auditProject({
      facts,
      packages,
      isAnyPublic: this.#public.has(facts.environment),
      lock: lock?.file,
      snapshot,
      finder: this.#finder,
      licenceOf: ({ name, version }) => this.#licences.of(facts.environment, name, version),
      now: this.#now,
    });
    const { stale } = policyOf(facts.options.audit ?? {});
    const failsWhenStale = stale === 'fail' || (stale === 'fail-in-ci' && isPipeline(process.env));
    const success =
      !(result.stale && failsWhenStale) &&
      result.findings.every(({ outcome }) => outcome !== 'fail') &&
      (result.licences ?? []).length === 0;
    writeReports(this.#root, task.report, result, success);
    const { projects } = this.#graph.workspace;
    const remedy = (finding: (typeof result.findings)[number]) =>
      lock && remedyFor(finding, facts, lock, projects);
    const why =
      result.stale && problem ? `${formatError(problem).replace(/^error/, 'warning')}\n\n` : '';
    return { success, output: auditText(result, failsWhenStale, remedy) + why };
  }
}

/** Nothing that an earlier audit has written may pass for the word of one that failed. */
function removeReports(root: string, { report }: AuditTask): void {
  for (const name of ['audit.json', 'audit.sarif'])
    rmSync(join(root, report, name), { force: true });
}

/**
 * Audits projects: all with one look at the advisories, and with one query where those do not suffice. Each gets one
 * result, whatever goes wrong.
 *
 * @param rawOptions - the plugin's options in nx.json
 */
export async function runAudits(
  tasks: readonly AuditTask[],
  { root, rawOptions }: { root: string; rawOptions: unknown },
  report: (task: AuditTask, outcome: AuditOutcome) => void,
): Promise<void> {
  const now = Math.floor(Date.now() / 1000);
  const graph = await buildGraph(root, rawOptions);
  const audited: Audited[] = [];
  const fail = (task: AuditTask, error: unknown) => {
    removeReports(root, task);
    report(task, { success: false, output: `${formatError(error)}\n` });
  };
  for (const task of tasks) {
    try {
      audited.push(readTask(task, graph, root));
    } catch (error) {
      fail(task, error);
    }
  }
  const advisories = await advisoriesFor(audited, graph, root, now);
  const auditor = new Auditor(graph, root, advisories, now);
  auditor.load(audited);
  for (const one of audited) {
    try {
      report(one.task, auditor.audit(one));
    } catch (error) {
      fail(one.task, error);
    }
  }
  writeKeys(root, graph, advisories.snapshot);
}

import { performance } from 'node:perf_hooks';
import type { ProjectGraph, TaskGraph } from '@nx/devkit';
import { executorContext } from '../nx-internal.js';
import { graphOfDisk, runTasks } from '../nx-internal-run.js';
import { forgetUnstored, unstoredTasks } from '../nx-internal-store.js';
import { projectMatcher, tasksOf } from '../nx-internal-tasks.js';
import type { Question } from './question.js';
import type { Verdict, VerdictFinding, VerdictTask } from './schema.js';
import { selectProjects } from './select-projects.js';
import { composeVerdict, readTasks, verdictOf } from './verdict.js';

async function readAll(
  workspaceRoot: string,
  tasks: readonly VerdictTask[],
  graph: ProjectGraph,
): Promise<VerdictFinding[]> {
  if (tasks.every(({ status }) => status !== 'failure')) return [];
  const { findingsOf } = await import('./read-findings.js');
  return findingsOf(tasks, graph, await executorContext(workspaceRoot, graph));
}

/** Is told which tasks there are, before Nx hashes them; tells which of them Nx need not be handed. */
export type OnTasks = (graph: ProjectGraph, taskGraph: TaskGraph) => Promise<ReadonlySet<string>>;

/** The tasks that a question is about, and the projects that it names. */
export async function tasksFor(
  graph: ProjectGraph,
  question: Question,
): Promise<{ projects: string[]; taskGraph: TaskGraph }> {
  const projects = selectProjects(graph.nodes, question, await projectMatcher(graph));
  return { projects, taskGraph: await tasksOf(graph, projects, [...question.targets]) };
}

/** Has Nx do what was asked for, by one graph. */
async function runOnce(
  workspaceRoot: string,
  question: Question,
  graph: ProjectGraph,
  onTasks: OnTasks,
): Promise<VerdictTask[]> {
  const { targets } = question;
  const { projects, taskGraph } = await tasksFor(graph, question);
  const settled = await onTasks(graph, taskGraph);
  const command = ['nx-signal', 'now', '--targets', targets.join(','), ...question.projects];
  const wanted = { command, projects, targets };
  const ended = await runTasks(workspaceRoot, graph, taskGraph, wanted, settled);
  return readTasks(ended, graph.nodes);
}

/**
 * Answers for the bytes that are on the disk now, by Nx's own hashes and caches: what is there is replayed, the
 * rest is run and stored. Where files have changed meanwhile it is done once more; what changes files itself, each
 * time, is told as it came out.
 *
 * @param start - when the question was asked, on the clock of this process
 * @param graph - of the disk, made since
 * @param isAwaited - whether somebody still waits for the answer
 */
export async function answer(
  workspaceRoot: string,
  question: Question,
  start: number,
  graph: ProjectGraph,
  isAwaited: () => boolean = () => true,
  onTasks: OnTasks = async () => new Set(),
): Promise<Verdict> {
  let latest = graph;
  forgetUnstored();
  let tasks = await runOnce(workspaceRoot, question, latest, onTasks);
  if (unstoredTasks().length > 0 && verdictOf(tasks) !== 'interrupted' && isAwaited()) {
    forgetUnstored();
    latest = await graphOfDisk(workspaceRoot);
    tasks = await runOnce(workspaceRoot, question, latest, onTasks);
  }
  const findings = await readAll(workspaceRoot, tasks, latest);
  return composeVerdict(question.targets, tasks, findings, performance.now() - start);
}

import { performance } from 'node:perf_hooks';
import type { ProjectGraph } from '@nx/devkit';
import { readNxSettings } from '../nx-internal.js';
import { runTasks } from '../nx-internal-run.js';
import { projectMatcher, tasksOf } from '../nx-internal-tasks.js';
import type { Question } from './question.js';
import type { Verdict, VerdictFinding, VerdictTask } from './schema.js';
import { selectProjects } from './select-projects.js';
import { composeVerdict, readTasks } from './verdict.js';

async function readAll(
  workspaceRoot: string,
  tasks: readonly VerdictTask[],
  graph: ProjectGraph,
): Promise<VerdictFinding[]> {
  if (tasks.every(({ status }) => status !== 'failure')) return [];
  const { findingsOf } = await import('./read-findings.js');
  const projects = Object.entries(graph.nodes).map(([name, { data }]) => [name, data]);
  return findingsOf(tasks, graph, {
    root: workspaceRoot,
    projectGraph: graph,
    nxJsonConfiguration: await readNxSettings(workspaceRoot),
    projectsConfigurations: { version: 2, projects: Object.fromEntries(projects) },
  });
}

/**
 * Answers for the bytes that are on the disk now, by Nx's own hashes and caches: what is there is replayed, the
 * rest is run and stored.
 *
 * @param start - when the question was asked, on the clock of this process
 * @param graph - of the disk, made since
 */
export async function answer(
  workspaceRoot: string,
  question: Question,
  start: number,
  graph: ProjectGraph,
): Promise<Verdict> {
  const { targets } = question;
  const projects = selectProjects(graph.nodes, question, await projectMatcher(graph));
  const taskGraph = await tasksOf(graph, projects, [...targets]);
  const ended = await runTasks(workspaceRoot, graph, taskGraph, {
    command: ['nx-signal', 'now', '--targets', targets.join(','), ...question.projects],
    projects,
    targets,
  });
  const tasks = readTasks(ended, graph.nodes);
  const findings = await readAll(workspaceRoot, tasks, graph);
  return composeVerdict(targets, tasks, findings, performance.now() - start);
}

import type { SignalError } from '../errors.js';
import { allDependencies } from './input-groups.js';
import type { ReadLists } from './lists.js';
import { forgetObserved, keepObserved } from './observed.js';
import { declarationOf, readPyproject } from './project-inputs.js';
import { undeclaredError, unverifiedError } from './undeclared-error.js';
import { ownerOf, undeclaredReads, undeclaredVariables } from './undeclared-reads.js';
import type { VerifiedTask } from './verified-task.js';

/** Tells which files git or Nx ignore. */
export type FindIgnored = (files: readonly string[]) => Promise<ReadonlySet<string>>;

/** For each file of a project that the task's own does not depend on: that project. */
function strangersAmong(
  files: readonly string[],
  { project, graph, projectRoots }: VerifiedTask,
): Map<string, string> {
  const names = new Map(Object.entries(graph.projects).map(([name, { root }]) => [root, name]));
  const near = allDependencies(project, graph).add(project);
  const found = new Map<string, string>();
  for (const file of files) {
    const owner = ownerOf(file, projectRoots);
    // The root project, which most workspaces have, owns what is nobody's.
    const name = owner === undefined || owner === '.' ? undefined : names.get(owner);
    if (name !== undefined && !near.has(name)) found.set(file, name);
  }
  return found;
}

/**
 * Compares what a run has read with the task's inputs, and keeps the difference for the command that
 * accepts it.
 *
 * @param succeeded - whether pytest was content: one that did not start may leave no list
 * @returns what is to be said; undefined when all reads are declared
 */
export async function verifyInputs(
  task: VerifiedTask,
  { files: reads, variables: asked, complete }: Pick<ReadLists, 'files' | 'variables' | 'complete'>,
  succeeded: boolean,
  findIgnored: FindIgnored,
): Promise<SignalError | undefined> {
  const { id, directory, kind, workspaceRoot, shared, sharedVariables } = task;
  if (!complete && succeeded) return unverifiedError(id);
  const candidates = undeclaredReads(reads, task);
  const ignored = candidates.length > 0 ? await findIgnored(candidates) : new Set();
  const files = candidates.filter((file) => !ignored.has(file));
  const variables = undeclaredVariables(asked, task.variables);
  if (files.length + variables.length === 0) {
    if (complete && succeeded) await forgetObserved(workspaceRoot, id);
    return undefined;
  }
  const observed = { task: id, directory, kind, files, variables };
  const own = { shared: [...shared], sharedVariables: [...sharedVariables] };
  await keepObserved(workspaceRoot, { version: 1, ...observed, ...own });
  return undeclaredError({
    ...observed,
    project: task.project,
    hides: task.fails,
    strangers: strangersAmong(files, task),
    declared: declarationOf(readPyproject(workspaceRoot, directory), kind, {
      inputs: shared,
      env: sharedVariables,
    }),
  });
}

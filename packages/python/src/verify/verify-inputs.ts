import { join } from 'node:path';
import type { SignalError } from '../errors.js';
import { relativeInside } from '../paths.js';
import { madeByBuild } from '../project/made-by-build.js';
import { textIn } from '../project/text-in.js';
import { allDependencies } from './input-groups.js';
import type { ReadLists } from './lists.js';
import { forgetObserved, keepObserved } from './observed.js';
import { declarationOf, readPyproject } from './project-inputs.js';
import { undeclaredError, unverifiedError } from './undeclared-error.js';
import { ownerOf, undeclaredReads, undeclaredVariables } from './undeclared-reads.js';
import type { VerifiedTask } from './verified-task.js';

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

/** What is to be said about the reads of a run. */
export interface Verdict {
  error?: SignalError;
  /** Ignored files with data that it read: left by a former run as a rule, so nothing fails. */
  ignoredData: string[];
}

/** Native code is built from sources that are inputs. */
const isNative = (file: string) => /\.(so|pyd)$/.test(file);

const isModule = (file: string) => /\.pyi?$/.test(file);

/** Whether an ignored module is made by the build of its project, and made again when it has to be. */
function isMade(file: string, { workspaceRoot, projectRoots }: VerifiedTask): boolean {
  const owner = ownerOf(file, projectRoots);
  if (owner === undefined) return false;
  const pyproject = readPyproject(workspaceRoot, owner);
  const textOf = (name: string) => textIn(join(workspaceRoot, owner), name);
  return madeByBuild(pyproject, textOf)(relativeInside(file, owner));
}

/**
 * Compares what a run has read with the task's inputs, and keeps the difference for the command that
 * accepts it.
 *
 * @param succeeded - whether pytest was content: one that did not start may leave no list
 * @param isIgnored - whether git or Nx ignore a file
 */
export async function verifyInputs(
  task: VerifiedTask,
  { files: reads, variables: asked, complete }: Pick<ReadLists, 'files' | 'variables' | 'complete'>,
  succeeded: boolean,
  isIgnored: (file: string) => boolean,
): Promise<Verdict> {
  const { id, directory, kind, workspaceRoot, shared, sharedVariables } = task;
  if (!complete && succeeded) return { error: unverifiedError(id), ignoredData: [] };
  const undeclared = undeclaredReads(reads, task, isIgnored);
  const ignoredData = undeclared.ignored.filter((file) => !isModule(file) && !isNative(file));
  const ignored = undeclared.ignored.filter((file) => isModule(file) && !isMade(file, task));
  const files = [...undeclared.files, ...ignored].sort();
  const variables = undeclaredVariables(asked, task.variables);
  if (files.length + variables.length === 0) {
    if (complete && succeeded) await forgetObserved(workspaceRoot, id);
    return { ignoredData };
  }
  const observed = { task: id, directory, kind, files, ignored, variables };
  const own = { shared: [...shared], sharedVariables: [...sharedVariables] };
  await keepObserved(workspaceRoot, { version: 1, ...observed, ...own });
  const error = undeclaredError({
    ...observed,
    project: task.project,
    hides: task.fails,
    strangers: strangersAmong(files, task),
    declared: declarationOf(readPyproject(workspaceRoot, directory), kind, {
      inputs: shared,
      env: sharedVariables,
    }),
  });
  return { error, ignoredData };
}

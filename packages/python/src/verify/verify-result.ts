import { readInstalled } from '../environment/installed.js';
import { formatError, type SignalError } from '../errors.js';
import { changedFiles, ignoredMatcher } from '../process/ignored-files.js';
import { valueText } from '../toml/toml-text.js';
import type { StepResult, ToolWorkspace } from '../tools/tool-task.js';
import { inputFor } from './declaration.js';
import { declaringProject } from './declaring-project.js';
import { hiddenVariables, missedVariablesNote } from './hidden-variables.js';
import { makeLists, type NotedPackage, type ReadLists, takeLists } from './lists.js';
import { writePackages } from './packages.js';
import { hiddenPluginsError, undeclaredPackagesError } from './undeclared-packages.js';
import { writtenInputs } from './undeclared-reads.js';
import type { VerifiedTask } from './verified-task.js';
import { verifyInputs } from './verify-inputs.js';

/** Makes what a run of pytest finds about its task: the folder for its lists, and what it may see. */
export async function prepareLists(
  task: VerifiedTask,
  { environmentFolder, cacheFolder }: ToolWorkspace,
): Promise<void> {
  await makeLists(task.lists);
  if (!task.packages) return;
  const installed = readInstalled(environmentFolder, cacheFolder);
  await writePackages(task.lists, installed, task.packages);
}

/**
 * What there is to say about distributions outside the closure. Where they were hidden, a run that
 * is content did without them, as it would anywhere.
 */
function packageErrors(
  task: VerifiedTask,
  { packages: noted, hiddenPlugins }: ReadLists,
  { success, output }: StepResult,
): SignalError[] {
  if (!task.packages || (task.packages.refuses && success)) return [];
  // Libraries try many imports; one that they cannot do without is in what pytest says.
  const packages = noted.filter(
    ({ library, module }) =>
      !library || (!success && output.includes(`No module named '${module.split('.', 1)[0]}`)),
  );
  if (packages.length > 0) {
    const requestFor = ({ file, library }: NotedPackage) =>
      declaringProject(library ? undefined : file, task);
    const { id, project, kind } = task;
    return [undeclaredPackagesError({ task: id, project, kind, packages, requestFor })];
  }
  if (!task.packages.refuses || hiddenPlugins.length === 0) return [];
  const request = declaringProject(undefined, task);
  return [hiddenPluginsError(task.id, hiddenPlugins, output, request) ?? []].flat();
}

/**
 * Adds to the result of a pytest run what there is to say about its reads and imports. The text stands
 * behind pytest's own, which a failed test needs as much as ever.
 */
export async function verifyResult(
  result: StepResult,
  task: VerifiedTask,
  inherited: NodeJS.ProcessEnv,
): Promise<StepResult> {
  const lists = await takeLists(task.lists, task.workspaceRoot);
  const judged = await judgeLists(result, lists, task, inherited);
  return { ...judged, imported: lists.modules };
}

async function judgeLists(
  result: StepResult,
  lists: ReadLists,
  task: VerifiedTask,
  inherited: NodeJS.ProcessEnv,
): Promise<StepResult> {
  const isIgnored = await ignoredIn(task);
  const { error, ignoredData } = await verifyInputs(task, lists, result.success, isIgnored);
  const errors = [...packageErrors(task, lists, result), ...(error ? [error] : [])];
  const written = await withNote(result, writtenInputs(lists.written, task), task);
  const noted = withIgnoredData(written, ignoredData, task);
  if (errors.length === 0) return withMissed(noted, lists.missed, task, inherited);
  const texts = errors.map((one) =>
    task.fails ? formatError(one) : formatError(one).replace(/^error/, 'warning'),
  );
  return {
    success: noted.success && !task.fails,
    output: `${behind(noted.output)}${texts.join('\n\n')}\n`,
  };
}

/** By graph, which all tasks of a batch share: what is ignored in its workspace. */
const knownIgnored = new WeakMap<object, Promise<(file: string) => boolean>>();

function ignoredIn({ graph, workspaceRoot }: VerifiedTask): Promise<(file: string) => boolean> {
  const known = knownIgnored.get(graph) ?? ignoredMatcher(workspaceRoot);
  knownIgnored.set(graph, known);
  return known;
}

/** No hash knows data that git ignores. It is often what another run has left, so it is told only. */
function withIgnoredData(
  result: StepResult,
  [file, ...others]: readonly string[],
  { id, directory }: VerifiedTask,
): StepResult {
  if (file === undefined) return result;
  const more = others.length > 0 ? ` and ${others.length} more` : '';
  const note =
    `note: ${id} read ${file}${more}, which git or Nx ignore, so a change of it goes unnoticed; if the ` +
    `result depends on it, declare it: inputs = [${valueText(inputFor(file, directory, true))}].`;
  return { ...result, output: `${behind(result.output)}${note}\n` };
}

/** Text with an empty line behind it. */
function behind(output: string): string {
  return output.endsWith('\n') ? `${output}\n` : `${output}\n\n`;
}

/** A run that failed may lack a variable of the shell that it was not given. */
function withMissed(
  result: StepResult,
  missed: readonly string[],
  task: VerifiedTask,
  inherited: NodeJS.ProcessEnv,
): StepResult {
  if (result.success) return result;
  const note = missedVariablesNote(task, hiddenVariables(task, inherited), missed, result.output);
  return note === undefined ? result : { ...result, output: `${behind(result.output)}${note}\n` };
}

/** A run that changes its own inputs is right, but nothing will ever be replayed for it. */
async function withNote(
  result: StepResult,
  written: readonly string[],
  { id, workspaceRoot }: VerifiedTask,
): Promise<StepResult> {
  const [file, ...others] = written.length > 0 ? await changedFiles(written, workspaceRoot) : [];
  if (file === undefined) return result;
  const more = others.length > 0 ? ` and ${others.length} more` : '';
  const note =
    `note: ${id} wrote ${file}${more} among its own inputs, so its result will not be replayed; ` +
    'add the files it writes to .gitignore.';
  return { ...result, output: `${behind(result.output)}${note}\n` };
}

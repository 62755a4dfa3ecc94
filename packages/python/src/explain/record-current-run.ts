import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ExecutorContext, TaskGraph } from '@nx/devkit';
import { dataFolder } from '../data-folder.js';
import { identifyInterpreter } from '../environment/identify-interpreter.js';
import { cacheFolder, readNxSettings } from '../nx-internal.js';
import { nxProcessId } from '../process/nx-process.js';
import { declaredVariables } from './declared-variables.js';
import { recordLastRun, recordRun } from './record-run.js';
import type { StoreFolders } from './store.js';

/** The part of Nx's context that tells what a run starts from. */
export type RecordContext = Pick<
  ExecutorContext,
  'root' | 'projectsConfigurations' | 'nxJsonConfiguration'
>;

async function foldersOf(workspaceRoot: string): Promise<StoreFolders> {
  return { cache: await cacheFolder(), workspaceData: dirname(dataFolder(workspaceRoot)) };
}

/** A failure to record is no failure of the run. */
async function orSay(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (process.env['NX_VERBOSE_LOGGING'] === 'true') console.error(error);
  }
}

async function interpretersOf(
  workspaceRoot: string,
  environments: ReadonlySet<string>,
): Promise<Record<string, string>> {
  const entries = [...environments].map(async (environment) => [
    environment,
    await identifyInterpreter(workspaceRoot, environment),
  ]);
  return Object.fromEntries(await Promise.all(entries));
}

/**
 * Lets `nx-signal explain` know what the run that this process is a worker of has started from. To be
 * called before the environment is brought up to date, since hashes were computed before.
 *
 * @param environments - folders of the environments whose interpreters entered hashes
 */
export async function recordCurrentRun(
  context: RecordContext,
  { tasks }: Pick<TaskGraph, 'tasks'>,
  environments: ReadonlySet<string>,
): Promise<void> {
  await orSay(async () => {
    const projects = Object.values(context.projectsConfigurations?.projects ?? {});
    const witness = Object.values(tasks).find(({ hash }) => hash);
    recordRun(await foldersOf(context.root), {
      processId: nxProcessId(),
      nxJson: context.nxJsonConfiguration ?? {},
      variables: declaredVariables(projects),
      interpreters: await interpretersOf(context.root, environments),
      ...(witness?.hash ? { witness: { id: witness.id, hash: witness.hash } } : {}),
    });
  });
}

/** Keeps what the last run started from; to be called before Nx writes a new graph. */
export async function recordRunBefore(workspaceRoot: string): Promise<void> {
  await orSay(async () => {
    const nxJson = await readNxSettings(workspaceRoot);
    const changed = statSync(join(workspaceRoot, 'nx.json')).mtimeMs;
    recordLastRun(await foldersOf(workspaceRoot), { nxJson, changed });
  });
}

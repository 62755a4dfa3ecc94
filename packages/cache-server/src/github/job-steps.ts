import { CacheServiceClient } from './cache-service-client.js';
import {
  type Carrier,
  type RestoredFolder,
  restoreFolders,
  storeFolders,
  workspaceRoot,
} from './carried-folders.js';
import { type Job, provenanceOf, readJob } from './job.js';
import { JobFolder } from './job-folder.js';
import { endJobProcess, isStarted, startJobProcess } from './job-process.js';
import type { PackLine } from './read-line.js';
import { restorePacks } from './restore-packs.js';
import { type SavedPack, savePack } from './save-pack.js';
import { makeJobToken } from './serve-job.js';
import { reasonOf } from './service-error.js';

/** Most bytes of a pack that is read, whatever its writer was told. */
const largestPack = 4e9;

/** What the first step of a job has made. */
export type Started =
  | { url: string; token: string; lines: readonly PackLine[]; folders: readonly RestoredFolder[] }
  /** Why there is no cache. */
  | { reason: string };

/** What the last step of a job has done. */
export type Saved = { pack: SavedPack | undefined } | { reason: string };

function findJob(environment: NodeJS.ProcessEnv): (Carrier & { job: Job }) | string {
  const job = readJob(environment);
  const folder = JobFolder.of(environment);
  if (typeof job === 'string') return job;
  return folder ? { job, folder, root: workspaceRoot(environment) } : 'RUNNER_TEMP is not set';
}

/**
 * Brings the packs of a job, and starts its server. Never throws for what GitHub does or does not.
 *
 * @param seconds - after which it goes on with what it has
 * @param carried - folders of the workspace to put back, see `carriedPath`
 */
export async function startJob(
  environment: NodeJS.ProcessEnv,
  seconds: number,
  carried: readonly string[],
): Promise<Started> {
  const found = findJob(environment);
  if (typeof found === 'string') return { reason: found };
  const { job, folder } = found;
  if (isStarted(folder)) return { reason: 'an earlier step has started it' };
  try {
    folder.create();
    const token = makeJobToken(folder);
    const lines = await restorePacks(job, folder, largestPack, AbortSignal.timeout(seconds * 1000));
    const folders = await restoreFolders(carried, lines, found);
    const url = await startJobProcess(folder, environment);
    if (url === undefined) return { reason: 'its server did not start' };
    return { url, token, lines, folders };
  } catch (error) {
    return { reason: reasonOf(error) };
  }
}

/**
 * Ends the server of a job, and saves what the job has stored. Never throws.
 *
 * @param mostBytes - of one pack
 * @param seconds - after which it gives up
 */
export async function saveJob(
  environment: NodeJS.ProcessEnv,
  mostBytes: number,
  seconds: number,
): Promise<Saved> {
  const found = findJob(environment);
  if (typeof found === 'string') return { reason: found };
  const { job, folder } = found;
  if (!isStarted(folder)) return { reason: 'no step has started it' };
  try {
    await endJobProcess(folder);
    if (job.refusal !== undefined) return { reason: job.refusal };
    const signal = AbortSignal.timeout(seconds * 1000);
    const client = new CacheServiceClient(job.serviceUrl, job.serviceToken, signal);
    const now = new Date().toISOString();
    storeFolders(found, { ...provenanceOf(job), time: now });
    return { pack: await savePack({ client, folder, mostBytes, signal }, now) };
  } catch (error) {
    return { reason: reasonOf(error) };
  }
}

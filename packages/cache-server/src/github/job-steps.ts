import { CacheServiceClient } from './cache-service-client.js';
import { type Job, readJob } from './job.js';
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
  | { url: string; token: string; lines: readonly PackLine[] }
  /** Why there is no cache. */
  | { reason: string };

/** What the last step of a job has done. */
export type Saved = { pack: SavedPack | undefined } | { reason: string };

function findJob(environment: NodeJS.ProcessEnv): { job: Job; folder: JobFolder } | string {
  const job = readJob(environment);
  const folder = JobFolder.of(environment);
  return typeof job === 'string' ? job : folder ? { job, folder } : 'RUNNER_TEMP is not set';
}

/**
 * Brings the packs of a job, and starts its server. Never throws for what GitHub does or does not.
 *
 * @param seconds - after which it goes on with what it has
 */
export async function startJob(environment: NodeJS.ProcessEnv, seconds: number): Promise<Started> {
  const found = findJob(environment);
  if (typeof found === 'string') return { reason: found };
  const { job, folder } = found;
  if (isStarted(folder)) return { reason: 'an earlier step has started it' };
  try {
    folder.create();
    const token = makeJobToken(folder);
    const lines = await restorePacks(job, folder, largestPack, AbortSignal.timeout(seconds * 1000));
    const url = await startJobProcess(folder, environment);
    return url === undefined ? { reason: 'its server did not start' } : { url, token, lines };
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
    return { pack: await savePack({ client, folder, mostBytes, signal }, now) };
  } catch (error) {
    return { reason: reasonOf(error) };
  }
}

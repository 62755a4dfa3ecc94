import { CacheServiceClient } from './cache-service-client.js';
import type { Job } from './job.js';
import type { JobFolder } from './job-folder.js';
import { type PackLine, readLine } from './read-line.js';

/** Nothing of a ref, since nothing could be asked. */
const unreadLine = (ref: string): PackLine => ({
  ref,
  packs: [],
  top: 0,
  span: undefined,
  broken: 0,
});

/**
 * Brings all packs that a job may read into its folder: those of its own ref, and of the refs whose packs
 * GitHub lets it read. Never throws.
 */
export async function restorePacks(
  job: Job,
  folder: JobFolder,
  mostBytes: number,
  signal: AbortSignal,
): Promise<PackLine[]> {
  const client = new CacheServiceClient(job.serviceUrl, job.serviceToken, signal);
  const lines = await Promise.all(
    [job.ref, ...job.others].map((ref, at) =>
      job.canRead
        ? readLine(ref, { client, folder: folder.packs(at), mostBytes, signal })
        : unreadLine(ref),
    ),
  );
  folder.writeLines(job, lines);
  return lines;
}

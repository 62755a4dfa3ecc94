import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BufferPool } from '../body/buffer-pool.js';
import { MemoryBudget } from '../body/memory-budget.js';
import type { Config } from '../config/schema.js';
import { CacheServerError } from '../errors.js';
import { folderError } from '../folder-error.js';
import { FileStorage } from '../storage/file/file-storage.js';
import { quickObjectBytes, trailerLimit } from '../storage/file/object-file.js';
import { CredentialChain } from '../storage/s3/credentials/credential-chain.js';
import type { S3Settings } from '../storage/s3/s3-client.js';
import { S3Storage } from '../storage/s3/s3-storage.js';
import type { Storage, StorageEvents } from '../storage/storage.js';

/** Bodies up to this many bytes are held in memory. */
export const memoryBytes = 1024 * 1024;

/** The memory that bodies pass through. */
export interface BodyMemory {
  budget: MemoryBudget;
  buffers: BufferPool;
}

/** Memory for all bodies together, and buffers for the larger ones, as files have them: with the record behind. */
export function makeBodyMemory(bytes: number): BodyMemory {
  const buffers = new BufferPool([
    { bytes: quickObjectBytes, most: 64 },
    { bytes: memoryBytes + trailerLimit, most: 16 },
  ]);
  return { budget: new MemoryBudget(bytes), buffers };
}

/** What requests to the bucket are signed with: keys that are given, or what is found where AWS keeps them. */
async function findCredentials(
  { s3 }: Config,
  environment: NodeJS.ProcessEnv,
  events: StorageEvents,
): Promise<S3Settings['credentials']> {
  const accessKeyId = s3.accessKeyId ?? environment['AWS_ACCESS_KEY_ID'];
  const secretAccessKey = s3.secretAccessKey ?? environment['AWS_SECRET_ACCESS_KEY'];
  if (accessKeyId && secretAccessKey) {
    const sessionToken = s3.sessionToken ?? environment['AWS_SESSION_TOKEN'];
    return () => ({ accessKeyId, secretAccessKey, sessionToken });
  }
  const chain = new CredentialChain({ environment, region: s3.region });
  try {
    if (await chain.refresh()) return () => chain.get();
  } catch (error) {
    // It may be better in a moment, and what is there can be said.
    events.trouble('there are no credentials for the store yet', error);
    return () => chain.get();
  }
  throw new CacheServerError({
    code: 'CONFIG_INVALID',
    message: `The bucket "${s3.bucket}" is configured without credentials.`,
    hint: 'set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give this machine a profile or a role.',
  });
}

/** Opens the store that the configuration names. */
export async function openStorage(
  config: Config,
  folder: string,
  memory: BodyMemory,
  events: StorageEvents,
  environment: NodeJS.ProcessEnv,
): Promise<Storage> {
  const { s3, storage } = config;
  if (s3.bucket)
    return new S3Storage({
      credentials: await findCredentials(config, environment, events),
      endpoint: s3.endpoint ?? `https://s3.${s3.region}.amazonaws.com`,
      region: s3.region,
      bucket: s3.bucket,
      prefix: s3.prefix,
      pathStyle: s3.pathStyle,
      redirect: s3.redirect,
      timeout: s3.timeout,
      memoryBytes,
      budget: memory.budget,
      spoolFolder: mkdtempSync(join(tmpdir(), 'nx-signal-cache-')),
      events,
    });
  try {
    const limits = { maxBytes: storage.maxSize, maxAge: storage.maxAge };
    return new FileStorage({
      folder,
      limits,
      memoryBytes: memoryBytes + trailerLimit,
      ...memory,
      events,
    });
  } catch (error) {
    if (error instanceof CacheServerError) throw error;
    throw folderError(folder, error);
  }
}

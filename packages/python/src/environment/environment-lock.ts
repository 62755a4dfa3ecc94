import { createHash } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** Longer than any work under the lock may take, in milliseconds. */
const oldest = 40 * 60_000;
const pause = 100;

async function isAlive(file: string): Promise<boolean> {
  try {
    const pid = Number(await readFile(file, 'utf8'));
    const { mtimeMs } = await stat(file);
    // Between the making of the file and the writing of the number.
    if (!pid) return Date.now() - mtimeMs < 5_000;
    process.kill(pid, 0);
    return Date.now() - mtimeMs < oldest;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

async function take(file: string): Promise<boolean> {
  try {
    const handle = await open(file, 'wx');
    await handle.writeFile(String(process.pid));
    await handle.close();
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Removes what a process that is gone has left; of several that see it, one succeeds. */
async function discard(file: string): Promise<void> {
  const aside = `${file}.${process.pid}`;
  await rename(file, aside).catch(() => {});
  await rm(aside, { force: true });
}

/**
 * Does some work on an environment while no other process of this plugin does: what one run installs
 * must not be stamped as what another has asked for.
 *
 * @param folder - where to keep the lock; not the environment itself, which uv may replace
 * @param environment - path of the environment
 */
export async function withEnvironmentLock<T>(
  folder: string,
  environment: string,
  work: () => Promise<T>,
): Promise<T> {
  await mkdir(folder, { recursive: true });
  const name = createHash('sha256').update(environment).digest('hex').slice(0, 16);
  const file = join(folder, `environment-${name}.lock`);
  while (!(await take(file))) {
    if (await isAlive(file)) await wait(pause);
    else await discard(file);
  }
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}

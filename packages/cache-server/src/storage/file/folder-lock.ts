import {
  mkdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { CacheServerError } from '../../errors.js';
import { hasCode, isDiskFull } from '../../files.js';
import { sleepNow } from '../../sleep-now.js';

/** How often a server shows that it is alive, in milliseconds. */
const beat = 2000;
/** How long to watch for that, in milliseconds: longer than a busy server may be late. */
const watch = 3 * beat;

/** A process that wrote the file. */
interface Holder {
  pid: number;
  /** {@link startOf} it. */
  start: string;
  /** Where its number means something: {@link processSpace}. */
  space: string;
}

/** When a process started, in clock ticks since boot: tells a process from a later one of its number. */
function startOf(pid: number): string {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

/** The machine, or the container, in which process numbers are those of this process. */
function processSpace(): string {
  let space = '';
  try {
    space = readlinkSync('/proc/self/ns/pid');
  } catch {
    // Only Linux has them.
  }
  return `${hostname()}/${space}`;
}

function isAlive({ pid, start }: Holder): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (!hasCode(error, 'EPERM')) return false;
  }
  return startOf(pid) === start;
}

/** Nothing when there is no such file, or it cannot be read. */
function contentOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** Who wrote the file last, in our space unless it says so; undefined when nobody can be made out. */
function holderOf(file: string, ours: string): Holder | undefined {
  const [pid = '', start = '', space = ours] = contentOf(file).split(' ');
  return /^[1-9]\d*$/.test(pid) ? { pid: Number(pid), start, space } : undefined;
}

/** Whether somebody shows that they are alive, watched until it is certain: at a start, nobody waits for us. */
function isBeating(file: string): boolean {
  const changed = () => statSync(file, { throwIfNoEntry: false })?.mtimeMs;
  const first = changed();
  // A clock that is wrong must not lock anybody out: only a change counts, and old files need no watching.
  if (first === undefined || Date.now() - first > 10 * watch) return false;
  for (let waited = 0; waited < watch; waited += 100) {
    sleepNow(100);
    const now = changed();
    if (now !== first) return now !== undefined;
  }
  return false;
}

/** Says that the folder is taken. */
function inUse(root: string, { pid, space }: Holder, ours: string): CacheServerError {
  const place = space === ours ? '' : ` of another container or machine (${space})`;
  return new CacheServerError({
    code: 'STORAGE_IN_USE',
    message: `Process ${pid}${place} already serves the folder ${root}.`,
    hint: 'stop it, or use another folder for this server (--storage.folder).',
  });
}

/** Shows that this process is alive, until the returned function is called. */
function showAlive(file: string): () => void {
  const timer = setInterval(() => {
    try {
      const now = new Date();
      utimesSync(file, now, now);
    } catch {
      // Deleted, or the disk is gone: nothing that a lock could do about it.
    }
  }, beat);
  timer.unref();
  return () => clearInterval(timer);
}

/**
 * Takes the folder for this process: each process keeps its own account of what is in it. A process of this
 * machine is asked for by its number; one of another container, where numbers mean something else, is watched
 * for some seconds.
 *
 * @returns a function that gives it back
 * @throws CacheServerError STORAGE_IN_USE
 */
export function lockFolder(root: string): () => void {
  mkdirSync(root, { recursive: true });
  const file = join(root, 'server.lock');
  const space = processSpace();
  const holder = holderOf(file, space);
  if (holder && (holder.space === space ? isAlive(holder) : isBeating(file)))
    throw inUse(root, holder, space);
  const text = `${process.pid} ${startOf(process.pid)} ${space}`;
  try {
    writeFileSync(file, text);
  } catch (error) {
    // What is stored can still be served from a full disk, and old objects make room.
    if (!isDiskFull(error)) throw error;
  }
  const stop = showAlive(file);
  return () => {
    stop();
    // A server that hung for too long may have lost the folder to another one.
    if (contentOf(file) === text) rmSync(file, { force: true });
  };
}

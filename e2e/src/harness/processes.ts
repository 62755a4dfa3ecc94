import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';

/** A process of this machine. */
export interface Process {
  pid: number;
  parent: number;
  /** Its command line. */
  command: string;
}

async function allProcesses(): Promise<Process[]> {
  const { stdout } = await execa('ps', ['-eo', 'pid=,ppid=,stat=,args=']);
  return stdout.split('\n').flatMap((line) => {
    const [, pid, parent, state, command] = /^ *(\d+) +(\d+) +(\S+) +(.*)$/.exec(line) ?? [];
    // What has ended and is not yet waited for is gone for our purposes.
    if (!command || state?.startsWith('Z')) return [];
    return [{ pid: Number(pid), parent: Number(parent), command }];
  });
}

/** Whether there is a process of that number. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // One that has ended and whose end nobody has asked for yet still has its number.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

/** Processes of programs in a folder. */
export async function processesIn(folder: string): Promise<Process[]> {
  return (await allProcesses()).filter(({ command }) => command.includes(`${folder}/`));
}

/**
 * Waits until something is there.
 *
 * @param seconds - only keeps a broken run from hanging
 */
export async function until<T>(
  look: () => T | Promise<T>,
  what: string,
  seconds = 120,
): Promise<NonNullable<T>> {
  const end = Date.now() + seconds * 1000;
  while (Date.now() < end) {
    const found = await look();
    if (found) return found;
    await sleep(100);
  }
  throw new Error(`waited in vain until ${what}`);
}

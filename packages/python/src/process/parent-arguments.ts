import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { isNxHere } from './nx-process.js';

/**
 * The command line of the process that started this one, by words. Empty where the system does not
 * tell, as on Windows, and where Nx is in this process: what is above it is somebody else's.
 */
export function parentArguments(
  processId: number = process.ppid,
  platform: NodeJS.Platform = process.platform,
): string[] {
  if (isNxHere()) return [];
  try {
    if (platform === 'linux')
      return readFileSync(`/proc/${processId}/cmdline`, 'utf8').split('\0').slice(0, -1);
    if (platform === 'win32') return [];
    const args = ['-ww', '-o', 'args=', '-p', String(processId)];
    return execFileSync('ps', args, { encoding: 'utf8' }).trim().split(/\s+/);
  } catch {
    return [];
  }
}

import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Mounts an empty file system of that size; undefined where this user may not. */
function mount(size: string): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'nx-signal-cache-full-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder], {
      stdio: 'ignore',
    });
    return folder;
  } catch {
    rmSync(folder, { recursive: true });
    return undefined;
  }
}

function unmount(folder: string): void {
  execFileSync('umount', ['--lazy', folder]);
  rmSync(folder, { recursive: true, force: true });
}

/** Whether {@link smallDisk} can be had: it takes Linux and its root. */
export function hasSmallDisks(): boolean {
  const folder = mount('4k');
  if (folder) unmount(folder);
  return folder !== undefined;
}

/** A folder on a disk of its own, for one test. */
export function smallDisk(size: string): string {
  const folder = mount(size);
  if (!folder) throw new Error('a disk cannot be mounted here');
  onTestFinished(() => unmount(folder));
  return folder;
}

/** Writes a file until nothing more can be written. */
export function fillDisk(path: string): void {
  const fd = openSync(path, 'w');
  try {
    for (;;) writeSync(fd, Buffer.alloc(4096));
  } catch {
    // Full.
  }
  closeSync(fd);
}

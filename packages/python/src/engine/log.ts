import { appendFileSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { dataFolder } from '../data-folder.js';

/** Bytes that the log may have. */
const most = 2 ** 20;

/** Where the engine of a checkout says what it does. */
export function logFile(workspaceRoot: string): string {
  return join(dataFolder(workspaceRoot), 'engine.log');
}

/** Writes a line; a log that cannot be written is no reason to stop. */
export function log(workspaceRoot: string, line: string): void {
  try {
    const file = logFile(workspaceRoot);
    mkdirSync(dirname(file), { recursive: true });
    if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > most) writeFileSync(file, '');
    appendFileSync(file, `${new Date().toISOString()} ${process.pid} ${line}\n`);
  } catch {}
}

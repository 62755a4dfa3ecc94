import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { SignalError } from '../errors.js';

/** What Nx writes down about its last run, as far as it is read here. */
interface RunRecord {
  run: { command: string; endTime: string };
  tasks: { taskId: string; hash: string; status: number; cacheStatus: string }[];
}

function readRecord(cacheFolder: string): RunRecord {
  try {
    return JSON.parse(readFileSync(join(cacheFolder, 'run.json'), 'utf8')) as RunRecord;
  } catch {
    throw new SignalError({
      code: 'RUN_MISSING',
      message: 'Nx has written nothing down about a run here.',
      hint: 'run something first, such as `npx nx affected -t signal`.',
    });
  }
}

function textOf(file: string): string {
  try {
    return stripVTControlCharacters(readFileSync(file, 'utf8'));
  } catch {
    // Skipped, or cleared away.
    return '';
  }
}

/** Lines of a task's text that are shown where it has no digest. */
const most = 10;

/** What a failed task comes to: its digest, else how its text begins. */
export function failureIn(id: string, text: string): string {
  const start = `${id} failed: `;
  const lines = text.split('\n');
  const at = lines.findIndex((line) => line.startsWith(start) && / findings?$/.test(line));
  if (at >= 0) {
    const end = lines.findIndex((line, index) => index > at && !line.startsWith('  '));
    return lines.slice(at, end < 0 ? undefined : end).join('\n');
  }
  const shown = lines.filter((line) => line.trim() !== '').slice(0, most);
  return [`${id} failed`, ...shown.map((line) => `  ${line}`)].join('\n');
}

/** What failed in the last run of Nx, out of its own records. */
export function reportLastRun(cacheFolder: string): { text: string; failed: number } {
  const { run, tasks } = readRecord(cacheFolder);
  const failed = tasks.filter(({ status }) => status !== 0);
  const replayed = tasks.filter(({ cacheStatus }) => cacheStatus !== 'cache-miss').length;
  const blocks = failed.map(({ taskId, hash }) => {
    const file = join(cacheFolder, 'terminalOutputs', hash);
    return `${failureIn(taskId, textOf(file))}\n  whole text: ${file}`;
  });
  const counts = `${tasks.length} tasks, ${replayed} of them replayed, ${failed.length} failed`;
  const text = [`${run.command}: ${counts}`, ...blocks.sort()].join('\n\n');
  return { text, failed: failed.length };
}

import { readFileSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { parentArguments } from '../process/parent-arguments.js';

/** When a process began, in the system's own unit; empty where the system does not tell. */
function startOf(processId: number): string {
  try {
    const text = readFileSync(`/proc/${processId}/stat`, 'utf8');
    // The program's name may hold spaces and brackets.
    return text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

/** Names a process, such that a later one with its number has another name. */
export function processName(processId: number): string {
  return `${processId}@${startOf(processId)}`;
}

/** Whether a process is alive, by the name that {@link processName} gave it. */
export function isAlive(name: string): boolean {
  const processId = Number.parseInt(name, 10);
  try {
    process.kill(processId, 0);
  } catch {
    return false;
  }
  return processName(processId) === name;
}

/** What was typed for the Nx that this process works for, in the words of Nx's own record; null if not known. */
export function typedCommand(argv: readonly string[] = parentArguments()): string | null {
  const [, program, ...words] = argv;
  if (program === undefined) return null;
  const name = basename(program, extname(program));
  return name === 'nx' ? [name, ...words].join(' ') : null;
}

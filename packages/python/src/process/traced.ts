import { join } from 'node:path';

/**
 * Names a folder. What a task's tool and its children read is then noted there by strace, a file for
 * each program that is started.
 */
export const traceVariable = 'NX_SIGNAL_TRACE';

/**
 * The calls of the kernel that tell which files are opened and which folders listed; the others tell
 * against which folder a relative path counts.
 */
const calls = [
  ...['open', 'openat', 'openat2', 'creat', 'execve', 'execveat', 'getdents', 'getdents64'],
  ...['chdir', 'fchdir', 'clone', 'clone3', 'fork', 'vfork'],
];

/**
 * Arguments of strace before the name of its file. `?` passes over calls that an architecture has not;
 * `--seccomp-bpf` stops programs at those calls only, and `-y` prints the file behind each descriptor,
 * links followed.
 */
export const straceArguments: readonly string[] = [
  ...['-f', '-qq', '-y', '--seccomp-bpf', '-s', '4096', '-e', 'signal=none'],
  ...['-e', `trace=${calls.map((call) => `?${call}`).join(',')}`],
];

/** Where the files about a task begin. Behind it stands the number of the program. */
export function tracePrefix(task: string): string {
  return `${encodeURIComponent(task)}.`;
}

let started = 0;

/** A program to start, as far as tracing changes it. */
export interface Program {
  command: string;
  args: readonly string[];
  /** Nx's id of the task it works for; no other program is traced. */
  task?: string | undefined;
}

/** The program to start in place of another, so that it is traced if the variable says so. */
export function traced(
  { command, args, task }: Program,
  variables: NodeJS.ProcessEnv = process.env,
): { command: string; args: readonly string[] } {
  const folder = variables[traceVariable];
  if (!folder || task === undefined) return { command, args };
  started += 1;
  const file = join(folder, `${tracePrefix(task)}${process.pid}-${started}`);
  return { command: 'strace', args: [...straceArguments, '-o', file, '--', command, ...args] };
}

import { execa } from 'execa';

/** How a program ended. */
export interface Ended {
  /** Undefined when it could not start or was killed. */
  exitCode: number | undefined;
  /** What it printed, unless it printed to the terminal itself. */
  output: string;
  /** The program is not there. */
  missing: boolean;
}

/** What to start, and where. */
export interface Program {
  command: string;
  args: readonly string[];
  cwd: string;
  /** Let it print to the terminal. */
  visible?: boolean;
}

let running: { kill(signal: 'SIGTERM'): boolean } | undefined;

/** Ends the program that runs, if one does: whoever stops this process alone does not reach it. */
export function stopProgram(): void {
  running?.kill('SIGTERM');
}

/** Runs a program to its end; never throws. */
export async function runProgram({ command, args, cwd, visible = false }: Program): Promise<Ended> {
  const output = visible ? 'inherit' : 'pipe';
  const started = execa(command, args, {
    cwd,
    stdin: 'ignore',
    stdout: output,
    stderr: output,
    all: true,
    reject: false,
    stripFinalNewline: false,
  });
  running = started;
  const { exitCode, all, code, originalMessage } = await started;
  const missing = code === 'ENOENT';
  return { exitCode, output: all || (missing ? (originalMessage ?? '') : ''), missing };
}

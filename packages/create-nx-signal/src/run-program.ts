import { type ChildProcess, spawn } from 'node:child_process';

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

let running: ChildProcess | undefined;

/** Ends the program that runs, if one does: whoever stops this process alone does not reach it. */
export function stopProgram(): void {
  running?.kill('SIGTERM');
}

/** Runs a program to its end; never throws. On Windows `.cmd` files need a shell. */
export function runProgram({ command, args, cwd, visible = false }: Program): Promise<Ended> {
  return new Promise((resolve) => {
    const shell = process.platform === 'win32' && command === 'npm';
    const stdio = visible ? 'inherit' : 'pipe';
    const child = spawn(command, args, { cwd, shell, stdio: ['ignore', stdio, stdio] });
    running = child;
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (piece: string) => {
        output += piece;
      });
    child.once('error', (error: NodeJS.ErrnoException) =>
      resolve({ exitCode: undefined, output: error.message, missing: error.code === 'ENOENT' }),
    );
    child.once('close', (code) => resolve({ exitCode: code ?? undefined, output, missing: false }));
  });
}

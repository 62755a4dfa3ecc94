import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { SignalError } from '../errors.js';
import { type Invocation, type ProcessResult, runProcess } from '../process/run-process.js';
import { commandHere } from '../program-command.js';
import { pythonFile } from './python-file.js';
import type { StepResult, ToolTask } from './tool-task.js';
import { withError } from './with-error.js';

/** Nobody is hurried at a terminal: the program that passes keys on keeps the time. */
const day = 24 * 3_600_000;

/** What the program that passes keys on has to say. */
interface Report {
  typed: number;
  timedOut: boolean;
}

function readReport(file: string): Report {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Report;
  } catch {
    // It was stopped.
    return { typed: 0, timedOut: false };
  }
}

/** Runs programs at the user's terminal, and knows whether anything was typed there. */
export class TerminalRun {
  #typed = 0;

  /** Runs a program as {@link runProcess} would, with the terminal. */
  readonly execute = async (invocation: Invocation): Promise<ProcessResult> => {
    const folder = mkdtempSync(join(tmpdir(), 'nx-signal-'));
    const report = join(folder, 'report.json');
    const seconds = String(invocation.timeout / 1000);
    const relay = ['-I', '-S', pythonFile('nx_signal_terminal.py'), report, seconds];
    const result = await runProcess({
      ...invocation,
      // Of the environment: it stands beside each of its tools.
      command: join(dirname(invocation.command), 'python'),
      args: [...relay, invocation.command, ...invocation.args],
      timeout: day,
      terminal: true,
    });
    const { typed, timedOut } = readReport(report);
    rmSync(folder, { recursive: true, force: true });
    this.#typed += typed;
    return timedOut ? { ...result, timedOut } : result;
  };

  /** A success to which somebody has typed something is none to be stored: no hash knows of it. */
  judge(result: StepResult, { id, isStored }: ToolTask): StepResult {
    if (!result.success || this.#typed === 0 || !isStored) return result;
    return withError(
      result.output,
      new SignalError({
        code: 'TERMINAL_READ',
        message: `${id} passed, but input typed at the terminal is in no hash, so the result must not be stored.`,
        hint: 'run it again without typing anything, or with --skip-nx-cache.',
      }),
    );
  }
}

/** Arguments of pytest that start a debugger. */
const debugging = /^--(?:pdb|trace)$/;

/** What a test says that would have read from a terminal. */
const missedTerminal =
  /\bbdb\.BdbQuit\b|pytest: reading from stdin while output is captured|EOFError: EOF when reading a line/;

/** Nx's full-screen interface, which reads all keys itself, is on wherever there is a terminal. */
function howToHaveIt(id: string): string {
  return `run this task alone at a terminal, without Nx's full-screen interface: \`${commandHere('nx')} run ${id} --tui=false\`, with the same arguments, and with \`-- -s\` for input().`;
}

/** Throws TERMINAL_NEEDED where arguments start a debugger that nobody could talk to. */
export function refuseDebugger({ id, options, atTerminal }: ToolTask): void {
  const found = options.args?.find((argument) => debugging.test(argument));
  if (found === undefined || atTerminal || options.kind !== 'test') return;
  throw new SignalError({
    code: 'TERMINAL_NEEDED',
    message: `${found} of ${id} needs a terminal, which this run does not provide.`,
    hint: howToHaveIt(id),
  });
}

/** Says behind the text of a failed task what its tests missed. */
export function withTerminalHint(
  result: StepResult,
  { id, options, atTerminal }: ToolTask,
): StepResult {
  if (result.success || options.kind !== 'test' || !missedTerminal.test(result.output))
    return result;
  const hint = atTerminal ? 'input() needs `-s`: put `-- -s` after the target.' : howToHaveIt(id);
  return { ...result, output: `${result.output}\nhint: ${hint}\n` };
}

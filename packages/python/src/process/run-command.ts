import { execa } from 'execa';
import { inheritedEnvironment } from './run-process.js';

/** A program that a generator or a command needs for its own work. */
export interface CommandCall {
  command: string;
  args: readonly string[];
  cwd: string;
  /** Milliseconds until it is stopped. */
  timeout: number;
}

/** How it ended. */
export interface CommandResult {
  /** Undefined when it was stopped or could not start. */
  exitCode: number | undefined;
  /** Standard output and error as they were interleaved. */
  output: string;
  /** Set when the program could not be started. */
  startError: string | undefined;
}

/**
 * Runs a program to its end; never throws. For generators and commands, where a start more or less does
 * not count: what a batch runs goes through {@link runProcess}, which needs no library.
 */
export async function runCommand({
  command,
  args,
  cwd,
  timeout,
}: CommandCall): Promise<CommandResult> {
  const ended = await execa(command, args, {
    cwd,
    timeout,
    env: inheritedEnvironment(process.env),
    extendEnv: false,
    all: true,
    stdin: 'ignore',
    reject: false,
    stripFinalNewline: false,
  });
  const hasStarted = ended.exitCode !== undefined || ended.isTerminated;
  return {
    exitCode: ended.exitCode,
    output: ended.all ?? '',
    startError: hasStarted ? undefined : (ended.originalMessage ?? ended.shortMessage),
  };
}

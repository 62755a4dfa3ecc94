import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';
import { leaveNothingBehind } from './run-process.js';
import { signalGroup } from './signal-group.js';

/** A program that has what this process has, for as long as it runs. */
export interface ForegroundCall {
  /** Path of the executable. */
  command: string;
  args: readonly string[];
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** Called when it is told to end. */
  onStop?: () => void;
}

/** What is handed on. */
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Time that a program has to end by itself when Nx is gone and nobody else will end it. */
const graceMilliseconds = 10_000;

/** As a shell tells it: a signal that has ended a program counts from 128 on. */
function exitCodeOf(code: number | null, signal: NodeJS.Signals | null): number {
  return code ?? 128 + (signal ? constants.signals[signal] : 0);
}

function whenEnded(start: () => ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = start();
    leaveNothingBehind(child);
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(exitCodeOf(code, signal)));
  });
}

/**
 * Runs a program with the terminal of this process until it ends by itself, or is told to end: then it has the
 * time that it takes. It is in a process group of its own, so that a Ctrl-C, which a terminal sends to all of
 * this process's group, reaches it and what it has started once, by this process. What it leaves running is
 * killed.
 *
 * @returns its exit code
 * @throws what Node says of a program that could not be started
 */
export async function runInForeground({
  command,
  args,
  cwd,
  env,
  onStop,
}: ForegroundCall): Promise<number> {
  let child: ChildProcess | undefined;
  let kill: NodeJS.Timeout | undefined;
  const handOn = (signal: NodeJS.Signals) => {
    onStop?.();
    signalGroup(child?.pid, signal);
  };
  const abandon = () => {
    handOn('SIGTERM');
    kill = setTimeout(() => handOn('SIGKILL'), graceMilliseconds);
  };
  // Before it is there: a signal that nobody listens to would end this process, and leave the program alone.
  for (const signal of signals) process.on(signal, handOn);
  if (process.connected) process.once('disconnect', abandon);
  try {
    return await whenEnded(() => {
      const detached = process.platform !== 'win32';
      child = spawn(command, args, { cwd, env, stdio: 'inherit', detached });
      return child;
    });
  } finally {
    clearTimeout(kill);
    for (const signal of signals) process.off(signal, handOn);
    process.off('disconnect', abandon);
  }
}

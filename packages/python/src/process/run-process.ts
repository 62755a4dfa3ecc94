import { spawn } from 'node:child_process';
import { StringDecoder } from 'node:string_decoder';
import { runErrand } from './errands.js';
import { KeptOutput } from './kept-output.js';
import { signalGroup } from './signal-group.js';
import {
  type StartedProgram,
  takeAhead,
  type WaitingProgram,
  waitsAhead,
  wishFor,
} from './started-ahead.js';
import { traced, traceVariable } from './traced.js';

/** A program to run. */
export interface Invocation {
  /** Path of the executable. */
  command: string;
  args: string[];
  /** Nx's id of the task that the program does, if it is a tool of one. */
  task?: string | undefined;
  cwd: string;
  /** Laid over the environment of this process; what is undefined is taken out of it. */
  env?: Record<string, string | undefined>;
  /** Text for its standard input, which is empty otherwise. */
  input?: string;
  /** Whether it may be one that was started before, and waits for its input. */
  canWait?: boolean;
  /** Its standard input is that of this process. */
  terminal?: boolean;
  /** It reads nothing, ends soon and starts nothing that stays: where a shell runs errands it may be one. */
  isErrand?: boolean;
  /** Milliseconds after which the program and its children are killed. */
  timeout: number;
  /** Called with each piece of output as it arrives. */
  onOutput?: (text: string) => void;
  /** Characters of its output to keep for the result. Default: {@link keptOutput}. */
  keep?: number;
}

/** How a program ended. */
export interface ProcessResult {
  /** Undefined when it was killed or could not start. */
  exitCode: number | undefined;
  /** The signal that ended it, if one did. */
  signal: string | undefined;
  timedOut: boolean;
  /** Standard output and error as they were interleaved, as far as they were kept. */
  output: string;
  /** Set when the program could not be started. */
  startError: string | undefined;
  /** When it began and ended, where it had to wait for its turn. */
  startTime?: number;
  endTime?: number;
}

const running = new Map<StartedProgram, Promise<unknown>>();
/** Time a program has to end by itself after SIGTERM, and its output to end after the program. */
const graceMilliseconds = 3_000;

/**
 * This process's environment, with one wish about colours instead of two: Nx sets FORCE_COLOR for
 * its workers, and some tools give it precedence over the user's NO_COLOR, or read `0` as a yes.
 */
export function inheritedEnvironment(variables: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { FORCE_COLOR: forced, ...others } = variables;
  return forced === undefined || forced === '0' || others['NO_COLOR'] ? others : variables;
}

/** Gathers what a program prints on both channels, in the order it arrives. */
function collectOutput(child: StartedProgram, { onOutput, keep }: Invocation): () => string {
  const output = new KeptOutput(keep);
  for (const stream of [child.stdout, child.stderr]) {
    const decoder = new StringDecoder('utf8');
    stream?.on('data', (chunk: Buffer) => {
      const text = decoder.write(chunk);
      output.push(text);
      onOutput?.(text);
    });
  }
  return () => output.toString();
}

/** Ends a program that takes too long; returns whether it did, and a way to call it off. */
function limitTime(
  child: StartedProgram,
  milliseconds: number,
): { passed(): boolean; cancel(): void } {
  let passed = false;
  let kill: NodeJS.Timeout | undefined;
  const timer = setTimeout(() => {
    passed = true;
    signalGroup(child.pid, 'SIGTERM');
    kill = setTimeout(() => signalGroup(child.pid, 'SIGKILL'), graceMilliseconds);
  }, milliseconds);
  const cancel = () => {
    clearTimeout(timer);
    clearTimeout(kill);
  };
  return { passed: () => passed, cancel };
}

/**
 * Ends what a program leaves behind in its group. What has left the group, as a daemon does, may
 * hold the pipes open for ever: it is let go, after a last look at what they hold.
 */
export function leaveNothingBehind(child: StartedProgram): void {
  child.once('exit', () => {
    signalGroup(child.pid, 'SIGKILL');
    const letGo = () => {
      child.stdout?.destroy();
      child.stderr?.destroy();
    };
    const timer = setTimeout(() => setImmediate(letGo), graceMilliseconds);
    child.once('close', () => clearTimeout(timer));
  });
}

/** As much of an invocation as decides what is started. */
type Startable = Pick<Invocation, 'command' | 'cwd' | 'env'> & { args: readonly string[] };

/** A program with all the variables that it would be started with now. */
export function programOf({ command, args, cwd, env }: Startable): WaitingProgram {
  // A tool that runs Nx itself is not to trace a second time what is traced already.
  const variables = { ...inheritedEnvironment(process.env), [traceVariable]: undefined, ...env };
  return { command, args, cwd, env: variables };
}

/** Whether a program was started before and waits for its input. If not, the next time it shall. */
export function isWaiting({ command, args, cwd, env = {} }: Startable): boolean {
  wishFor({ command, args, cwd, env });
  return waitsAhead(programOf({ command, args, cwd, env }));
}

function startProgram(invocation: Invocation): StartedProgram {
  const { input, terminal, canWait } = invocation;
  const { command, args } = traced(invocation);
  const program = programOf(invocation);
  const isTraced = command !== program.command;
  const ready = canWait && isWaiting(invocation) && !isTraced ? takeAhead(program) : undefined;
  if (ready) return ready;
  const child = spawn(command, args, {
    cwd: program.cwd,
    env: program.env,
    stdio: [terminal ? 'inherit' : input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  // A program that ends without reading all of it is judged by how it ended.
  child.stdin?.on('error', () => {});
  return child;
}

function notStarted(error: unknown): ProcessResult {
  const startError = error instanceof Error ? error.message : String(error);
  return { exitCode: undefined, signal: undefined, timedOut: false, output: '', startError };
}

function whenEnded(child: StartedProgram): Promise<Omit<ProcessResult, 'output' | 'timedOut'>> {
  return new Promise((resolve) => {
    child.once('error', ({ message }) =>
      resolve({ exitCode: undefined, signal: undefined, startError: message }),
    );
    child.once('close', (exitCode, signal) =>
      resolve({
        exitCode: exitCode ?? undefined,
        signal: signal ?? undefined,
        startError: undefined,
      }),
    );
  });
}

/** Watches a started program to its end; {@link stopProcesses} knows of it meanwhile. */
async function watch(child: StartedProgram, invocation: Invocation): Promise<ProcessResult> {
  const output = collectOutput(child, invocation);
  const time = limitTime(child, invocation.timeout);
  leaveNothingBehind(child);
  const ended = whenEnded(child);
  running.set(child, ended);
  const end = await ended;
  time.cancel();
  running.delete(child);
  return { ...end, output: output(), timedOut: time.passed() };
}

/**
 * Runs a program to its end; never throws. What the program leaves running in its process group is
 * killed with it, so that no test server outlives its test run.
 */
export async function runProcess(invocation: Invocation): Promise<ProcessResult> {
  const told = invocation.isErrand && (await runErrand(programOf(invocation), invocation.timeout));
  if (told) return { ...told, signal: undefined, timedOut: false, startError: undefined };
  try {
    const child = startProgram(invocation);
    child.stdin?.end(invocation.input);
    const result = await watch(child, invocation);
    // What the one that was lent has come to nobody knows: the same is done by one of this process's own.
    return child.isLost ? await runProcess({ ...invocation, canWait: false }) : result;
  } catch (error) {
    // Node tells some reasons by an event, others, such as too long a command line, at once.
    return notStarted(error);
  }
}

/** A program that is talked to while it runs. */
export interface Conversation {
  /** Writes to its standard input. */
  send(text: string): void;
  /** Closes its standard input, which asks it to end. */
  close(): void;
  /** Tells it to end, with all that it has started. */
  stop(): void;
  /** How it ended, whenever that is. */
  ended: Promise<ProcessResult>;
}

/** Starts a program for a conversation; what it says arrives at `onOutput`. Never throws. */
export function converse(invocation: Omit<Invocation, 'input'>): Conversation {
  try {
    const child = startProgram({ ...invocation, input: '' });
    return {
      send: (text) => void child.stdin?.write(text),
      close: () => void child.stdin?.end(),
      stop: () => signalGroup(child.pid, 'SIGTERM'),
      ended: watch(child, invocation),
    };
  } catch (error) {
    const ended = Promise.resolve(notStarted(error));
    return { send: () => {}, close: () => {}, stop: () => {}, ended };
  }
}

/** Stops every running program and waits for their ends. */
export async function stopProcesses(): Promise<void> {
  const children = [...running.keys()];
  for (const child of children) signalGroup(child.pid, 'SIGTERM');
  const kill = setTimeout(() => {
    for (const child of children) signalGroup(child.pid, 'SIGKILL');
  }, graceMilliseconds);
  await Promise.allSettled(running.values());
  clearTimeout(kill);
}

let guarded = false;
const stopListeners = new Set<() => void>();

/** Calls a function, which must not wait for anything, when this process is told to end. */
export function onStop(listener: () => void): void {
  stopListeners.add(listener);
}

/**
 * Stops all children when this process is told to end: on Ctrl-C, on Nx's SIGTERM, and when Nx was
 * killed, which shows only as a closed channel to it.
 *
 * @returns takes that back, for a program that hears of these things itself
 */
export function stopChildrenWithThisProcess(): () => void {
  if (guarded) return () => {};
  guarded = true;
  const stop = (code: number) => () => {
    for (const listener of stopListeners) listener();
    void stopProcesses().finally(() => process.exit(code));
  };
  const listeners = new Map([
    ['SIGINT', stop(130)],
    ['SIGTERM', stop(143)],
    ['SIGHUP', stop(129)],
  ]);
  if (process.connected) listeners.set('disconnect', () => running.size > 0 && stop(143)());
  for (const [event, listener] of listeners) process.once(event, listener);
  return () => {
    for (const [event, listener] of listeners) process.off(event, listener);
    guarded = false;
  };
}

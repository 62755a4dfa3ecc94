import { type ChildProcess, spawn } from 'node:child_process';
import { hash } from 'node:crypto';
import type { Socket } from 'node:net';
import type { Readable, Writable } from 'node:stream';

/** A program that reads what it is to do from standard input. */
export interface WaitingProgram {
  command: string;
  args: readonly string[];
  cwd: string;
  /** All of its variables. */
  env: NodeJS.ProcessEnv;
}

/** How a process ended, as Node says it. */
type EndListener = (exitCode: number | null, signal: NodeJS.Signals | null) => void;

/** A program that has been started: a child of this process, or one that another process has lent. */
export interface StartedProgram {
  readonly pid?: number | undefined;
  readonly stdin: Writable | null;
  readonly stdout: Readable | null;
  readonly stderr: Readable | null;
  /** Whoever has lent it says nothing more of it: what came of it is not known. */
  readonly isLost?: boolean;
  once(event: 'exit' | 'close', listener: EndListener): unknown;
  once(event: 'error', listener: (error: Error) => void): unknown;
}

/** Another process that has programs waiting, and lends them. */
export interface Lender {
  has(key: string): boolean;
  /** To be called for what it {@link has}, once. */
  take(key: string): StartedProgram;
}

/** Tells a program that it is to make itself ready and to wait. */
const flag = '--ahead';

/** Written to one that waits: it looks whether it still is what would be started now. See python/nx_signal/ahead.py. */
const look = '\n';

/** Written to one that waits: what it is to do comes next. */
const go = ' ';

const waiting = new Map<string, ChildProcess>();

/** Those that have been told to look. */
const looking = new WeakSet<ChildProcess>();

let lender: Lender | undefined;

/** Programs with the same key differ in nothing but in what they are told. */
export function keyOf({ command, args, cwd, env }: WaitingProgram): string {
  const variables = Object.entries(env).filter(([, value]) => value !== undefined);
  return hash('sha256', JSON.stringify([command, args, cwd, variables.sort()]));
}

/** Has programs that this process has not started itself come from another one. */
export function borrowFrom(one: Lender | undefined): void {
  lender = one;
}

/** Whether this process goes on for as long as a child does. */
export function hold(child: ChildProcess, isHeld: boolean): void {
  const channels = [child.stdin, child.stdout, child.stderr] as (Socket | null)[];
  for (const one of [child, ...channels]) isHeld ? one?.ref() : one?.unref();
}

/**
 * Starts a program before it is wanted. It has to find out by itself whether it is still what would be started, when it
 * is told to and once its input comes, and to end when its input does.
 */
export function startAhead(program: WaitingProgram): void {
  const key = keyOf(program);
  if (waiting.has(key)) return;
  const { command, args, cwd, env } = program;
  const child = spawn(command, [...args, flag], {
    cwd,
    env,
    stdio: 'pipe',
    // As every program that does the work of a task.
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  // One that could not be started or has ended is done without.
  const forget = () => {
    if (waiting.get(key) === child) waiting.delete(key);
  };
  child.on('error', forget);
  child.on('exit', forget);
  child.stdin?.on('error', forget);
  hold(child, false);
  waiting.set(key, child);
}

/** Whether there is one for this program. */
export function waitsAhead(program: WaitingProgram): boolean {
  const key = keyOf(program);
  return waiting.has(key) || lender?.has(key) === true;
}

/** Hands over the one that was started for this program, if there is one. */
export function takeAhead(program: WaitingProgram): StartedProgram | undefined {
  const key = keyOf(program);
  return handOver(key) ?? (lender?.has(key) ? lender.take(key) : undefined);
}

/** Hands over the one with this key, if this process has started one. */
export function handOver(key: string): ChildProcess | undefined {
  const child = waiting.get(key);
  if (child === undefined) return undefined;
  waiting.delete(key);
  hold(child, true);
  child.stdin?.write(looking.has(child) ? go : look + go);
  return child;
}

/**
 * Has programs look whether they still are what would be started now, while something else is done before they are wanted.
 *
 * @param isLikely - whether one with these arguments will be wanted soon
 */
export function lookAhead(isLikely: (args: readonly string[]) => boolean): void {
  for (const child of waiting.values()) {
    // Behind the interpreter's name.
    if (looking.has(child) || !isLikely(child.spawnargs.slice(1))) continue;
    looking.add(child);
    child.stdin?.write(look);
  }
}

/** All that wait, by their keys. */
export function allAhead(): ReadonlyMap<string, ChildProcess> {
  return waiting;
}

/** A program that would have been of use, had it been started ahead: with the variables that it changes. */
export type Wish = WaitingProgram;

const wishes = new Map<string, Wish>();

/** Notes what to start ahead the next time. */
export function wishFor(program: Wish): void {
  wishes.set(keyOf(program), program);
}

/** What has been wished for since this was asked last. */
export function takeWishes(): Wish[] {
  const taken = [...wishes.values()];
  wishes.clear();
  return taken;
}

/** Ends a program that has done nothing yet, and so has nothing to put in order. */
function kill(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null)
      return resolve();
    child.once('exit', () => resolve());
    child.kill('SIGKILL');
  });
}

/**
 * Ends those that nobody has wanted, and waits until they are gone: Nx gives a worker's children two seconds to go, which
 * orphans use up where the first process of a container collects none.
 *
 * @param kept - keys of those that go on waiting
 */
export async function endAhead(kept: ReadonlySet<string> = new Set()): Promise<void> {
  const ended = [...waiting].filter(([key]) => !kept.has(key));
  for (const [key] of ended) waiting.delete(key);
  await Promise.all(ended.map(([, child]) => kill(child)));
}

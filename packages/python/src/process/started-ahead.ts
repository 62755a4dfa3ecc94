import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';

/** A program that reads what it is to do from standard input. */
export interface WaitingProgram {
  command: string;
  args: readonly string[];
  cwd: string;
  /** All of its variables. */
  env: NodeJS.ProcessEnv;
}

/** Tells a program that it is to make itself ready and to wait. */
const flag = '--ahead';

const waiting = new Map<string, ChildProcess>();

/** Programs with the same key differ in nothing but in what they are told. */
function keyOf({ command, args, cwd, env }: WaitingProgram): string {
  const variables = Object.entries(env).filter(([, value]) => value !== undefined);
  return JSON.stringify([command, args, cwd, variables.sort()]);
}

/** Whether this process goes on for as long as a child does. */
function hold(child: ChildProcess, isHeld: boolean): void {
  const channels = [child.stdin, child.stdout, child.stderr] as (Socket | null)[];
  for (const one of [child, ...channels]) isHeld ? one?.ref() : one?.unref();
}

/**
 * Starts a program before it is wanted. It has to find out by itself whether it is still what would be started once
 * its input comes, and to end when its input does.
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
  return waiting.has(keyOf(program));
}

/** Hands over the one that was started for this program, if there is one. */
export function takeAhead(program: WaitingProgram): ChildProcess | undefined {
  const key = keyOf(program);
  const child = waiting.get(key);
  if (child === undefined) return undefined;
  waiting.delete(key);
  hold(child, true);
  return child;
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

/** Ends those that nobody has wanted. */
export function endAhead(): void {
  for (const child of waiting.values()) child.stdin?.end();
  waiting.clear();
}

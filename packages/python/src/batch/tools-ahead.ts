import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dataFolder } from '../data-folder.js';
import { programOf } from '../process/run-process.js';
import {
  lookAhead,
  startAhead,
  takeWishes,
  type WaitingProgram,
  type Wish,
} from '../process/started-ahead.js';
import { writeWhole } from '../process/write-whole.js';
import { pythonFile } from '../tools/python-file.js';
import { type ToolTask, toolOf } from '../tools/tool-task.js';

/** Programs that are kept ready at most: each takes an interpreter's memory, and half a second to start. */
const most = 3;

/** Programs of this package that can wait for their input, by the tools that they are. */
const scripts = {
  pytest: pythonFile('nx_signal_zygote.py'),
  mypy: pythonFile('nx_signal_mypy.py'),
};

const own = Object.values(scripts);

function fileOf(workspaceRoot: string): string {
  return join(dataFolder(workspaceRoot), 'tools-ahead.json');
}

function isWish(value: unknown): value is Wish {
  const { command, args, cwd, env } = Object(value);
  return (
    typeof command === 'string' &&
    typeof cwd === 'string' &&
    Array.isArray(args) &&
    own.includes(args[0]) &&
    Object(env) === env
  );
}

/** JSON has no word for a variable that is taken away. */
const withNull = ({ env, ...wish }: Wish) => ({
  ...wish,
  env: Object.fromEntries(Object.entries(env).map(([name, value]) => [name, value ?? null])),
});

const withoutNull = ({ env, ...wish }: Wish): Wish => ({
  ...wish,
  env: Object.fromEntries(Object.entries(env).map(([name, value]) => [name, value ?? undefined])),
});

function readWishes(workspaceRoot: string): Wish[] {
  try {
    const value: unknown = JSON.parse(readFileSync(fileOf(workspaceRoot), 'utf8'));
    return Array.isArray(value) ? value.filter(isWish).map(withoutNull) : [];
  } catch {
    return [];
  }
}

/** The first of each kind: a tool, its environment and where it works. */
function newest(wishes: readonly Wish[]): Wish[] {
  const kindOf = ({ command, args, cwd }: Wish) => JSON.stringify([command, args[0], cwd]);
  const kinds = new Map<string, Wish>();
  for (const wish of wishes) if (!kinds.has(kindOf(wish))) kinds.set(kindOf(wish), wish);
  return [...kinds.values()];
}

/**
 * Writes down which programs a batch had use for, the newest first.
 *
 * @returns those of this batch, with all the variables that it has started them with
 */
export function rememberTools(workspaceRoot: string): WaitingProgram[] {
  const wished = takeWishes();
  if (wished.length > 0) writeWishes(workspaceRoot, wished);
  return newest(wished).map(programOf);
}

function writeWishes(workspaceRoot: string, wished: readonly Wish[]): void {
  const known = readWishes(workspaceRoot);
  const kept = newest([...wished, ...known])
    .slice(0, most)
    .map(withNull);
  if (JSON.stringify(kept) === JSON.stringify(known.map(withNull))) return;
  try {
    writeWhole(fileOf(workspaceRoot), JSON.stringify(kept));
  } catch {
    // They are started when they are wanted.
  }
}

/** Starts what the batches before had use for, in a process that waits for its batch. */
export function startTools(workspaceRoot: string): void {
  startPrograms(readWishes(workspaceRoot).map(programOf));
}

/** Starts programs of this package that can wait, whoever has named them; passes over others. */
export function startPrograms(programs: readonly WaitingProgram[]): void {
  for (const program of programs.filter(isWish).slice(0, most))
    if (existsSync(program.command)) startAhead(program);
}

/** Has those that wait look whether they are as good as new, while what comes before the tools of some tasks is done. */
export function wakeTools(tasks: readonly ToolTask[]): void {
  const tools = new Set(tasks.map(toolOf));
  const likely = [
    ...(tools.has('pytest') ? [scripts.pytest] : []),
    ...(tools.has('mypy') ? [scripts.mypy] : []),
  ];
  lookAhead(([file = '']) => likely.includes(file));
}

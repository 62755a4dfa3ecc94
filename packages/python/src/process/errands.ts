import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LineCutter } from './line-cutter.js';
import { signalGroup } from './signal-group.js';
import { hold } from './started-ahead.js';

/** A program that asks or tells something, reads nothing and ends soon. */
export interface Errand {
  command: string;
  args: readonly string[];
  cwd: string;
  /** All of its variables. */
  env: NodeJS.ProcessEnv;
}

/** How it ended, and what it printed on both channels. */
export interface ErrandResult {
  exitCode: number;
  output: string;
}

/** What the runner says of one; without an exit code whoever asks finds out why. */
interface Told {
  id: string;
  exitCode: number | null;
  output: string;
}

const script = fileURLToPath(new URL('../../python/nx_signal_errands.py', import.meta.url));

/** Interpreters that may be there, by path: a name in PATH may be that of a shim, and slow. */
function findPython(workspaceRoot: string): string | undefined {
  const usual = join(workspaceRoot, '.venv/bin/python');
  return [usual, '/usr/bin/python3', '/usr/local/bin/python3'].find((path) => existsSync(path));
}

/**
 * A small process that runs errands side by side. To start a program costs a process as much as it has memory, 5 ms for
 * one of Node's and 100 for one with a gigabyte, and holds it up all that time.
 */
class ErrandRunner {
  readonly #process: ChildProcess;
  readonly #open = new Map<string, (told: Told | undefined) => void>();
  readonly #gone: Promise<void>;
  #count = 0;
  #isOver = false;

  constructor(python: string) {
    this.#process = spawn(python, ['-I', '-S', script], {
      stdio: ['pipe', 'pipe', 'ignore'],
      detached: true,
      env: {},
    });
    const lines = new LineCutter();
    this.#process.stdout?.setEncoding('utf8').on('data', (text: string) => {
      for (const line of lines.push(text)) this.#hear(line);
    });
    this.#gone = new Promise((resolve) => {
      for (const event of ['exit', 'error']) this.#process.once(event, () => resolve());
    });
    for (const one of [this.#process, this.#process.stdin]) one?.on('error', () => this.close());
    this.#process.on('exit', () => this.close());
    hold(this.#process, false);
  }

  /** Undefined where it cannot be told here how it ends. */
  async run(
    { command, args, cwd, env }: Errand,
    timeout: number,
  ): Promise<ErrandResult | undefined> {
    if (this.#isOver) return undefined;
    this.#count += 1;
    const id = String(this.#count);
    const timer = setTimeout(() => this.close(), timeout);
    const told = await new Promise<Told | undefined>((resolve) => {
      this.#open.set(id, resolve);
      hold(this.#process, true);
      this.#process.stdin?.write(`${JSON.stringify({ id, command, args, cwd, env })}\n`);
    });
    clearTimeout(timer);
    if (!told || told.exitCode === null) return undefined;
    return { exitCode: told.exitCode, output: told.output };
  }

  #hear(line: string): void {
    try {
      const told = JSON.parse(line) as Told;
      this.#end(told.id, told);
    } catch {
      void this.close();
    }
  }

  #end(id: string, told: Told | undefined): void {
    const done = this.#open.get(id);
    this.#open.delete(id);
    if (this.#open.size === 0) hold(this.#process, false);
    done?.(told);
  }

  /** Ends it with all that it runs, of which nobody learns what came of it; resolves once it is gone. */
  close(): Promise<void> {
    if (this.#isOver) return this.#gone;
    this.#isOver = true;
    signalGroup(this.#process.pid, 'SIGKILL');
    for (const id of [...this.#open.keys()]) this.#end(id, undefined);
    return this.#gone;
  }
}

/** The bundles of one process each have a module of their own of this file. */
const place = Symbol.for('nx-signal.errands');

const runners = globalThis as { [place]?: ErrandRunner };

/** Has errands of this process run by a small one from now on, where there is a Python for it. To be called early. */
export function keepErrandRunner(workspaceRoot: string): void {
  const python = process.platform === 'win32' ? undefined : findPython(workspaceRoot);
  if (python !== undefined) runners[place] ??= new ErrandRunner(python);
}

/** Ends that; resolves once the runner is gone. */
export async function endErrandRunner(): Promise<void> {
  const runner = runners[place];
  delete runners[place];
  await runner?.close();
}

/**
 * Runs one by the small process, where there is one.
 *
 * @param timeout - milliseconds
 * @returns undefined where it has to be run in another way
 */
export async function runErrand(
  errand: Errand,
  timeout: number,
): Promise<ErrandResult | undefined> {
  return await runners[place]?.run(errand, timeout);
}

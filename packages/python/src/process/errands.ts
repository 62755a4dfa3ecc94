import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LineCutter } from './line-cutter.js';

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

type Done = (exitCode: number | undefined) => void;

const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

/** One that a shell reports for a program that it could not start: whoever asks finds out why. */
const notStarted = new Set([126, 127]);

/**
 * A shell that runs errands side by side. To start a program costs a process as much as it has memory, 5 ms for one of
 * Node's and 100 for one with a gigabyte, and holds it up all that time; a shell has next to none.
 */
class ErrandShell {
  readonly #folder = mkdtempSync(join(tmpdir(), 'nx-signal-errands-'));
  readonly #shell: ChildProcess;
  readonly #open = new Map<string, Done>();
  readonly #gone: Promise<void>;
  #count = 0;
  #isOver = false;

  constructor() {
    this.#shell = spawn('sh', ['-s'], {
      stdio: ['pipe', 'pipe', 'ignore'],
      detached: true,
      env: { PATH: process.env['PATH'] },
    });
    const lines = new LineCutter();
    this.#shell.stdout?.setEncoding('utf8').on('data', (text: string) => {
      for (const line of lines.push(text)) {
        const [id = '', exitCode] = line.split(' ');
        this.#end(id, Number(exitCode));
      }
    });
    this.#gone = new Promise((resolve) => {
      for (const event of ['exit', 'error']) this.#shell.once(event, () => resolve());
    });
    for (const one of [this.#shell, this.#shell.stdin]) one?.on('error', () => this.close());
    this.#shell.on('exit', () => this.close());
    // Also where this process is killed: the shell reads to the end of its input.
    this.#shell.stdin?.write(`trap ${quoted(`rm -rf ${quoted(this.#folder)}`)} EXIT\n`);
    this.#hold(false);
  }

  /** Undefined where it cannot be told here how it ends. */
  async run(errand: Errand, timeout: number): Promise<ErrandResult | undefined> {
    const names = Object.keys(errand.env);
    if (this.#isOver || names.some((name) => /^-|=/.test(name))) return undefined;
    this.#count += 1;
    const id = String(this.#count);
    const file = join(this.#folder, id);
    const timer = setTimeout(() => this.close(), timeout);
    const exitCode = await new Promise<number | undefined>((resolve) => {
      this.#open.set(id, resolve);
      this.#hold(true);
      this.#shell.stdin?.write(this.#script(errand, id, file));
    });
    clearTimeout(timer);
    if (exitCode === undefined || notStarted.has(exitCode)) return undefined;
    try {
      const output = readFileSync(file, 'utf8');
      rmSync(file, { force: true });
      return { exitCode, output };
    } catch {
      // Somebody tidies up temporary files.
      return undefined;
    }
  }

  #script({ command, args, cwd, env }: Errand, id: string, file: string): string {
    const variables = Object.entries(env).flatMap(([name, value]) =>
      value === undefined ? [] : quoted(`${name}=${value}`),
    );
    const words = [command, ...args].map(quoted);
    const run = ['exec', 'env', '-i', ...variables, ...words].join(' ');
    return `{ (cd ${quoted(cwd)} && ${run}) </dev/null >${quoted(file)} 2>&1; echo ${id} $?; } &\n`;
  }

  #end(id: string, exitCode: number | undefined): void {
    const done = this.#open.get(id);
    this.#open.delete(id);
    if (this.#open.size === 0) this.#hold(false);
    done?.(exitCode);
  }

  /** Ends it with all that it runs, of which nobody learns what came of it; resolves once it is gone. */
  close(): Promise<void> {
    if (this.#isOver) return this.#gone;
    this.#isOver = true;
    try {
      if (this.#shell.pid !== undefined) process.kill(-this.#shell.pid, 'SIGKILL');
    } catch {
      // It has ended.
    }
    rmSync(this.#folder, { recursive: true, force: true });
    for (const id of [...this.#open.keys()]) this.#end(id, undefined);
    return this.#gone;
  }

  /** Whether this process goes on for as long as the shell does. */
  #hold(isHeld: boolean): void {
    const channels = [this.#shell.stdin, this.#shell.stdout] as (Socket | null)[];
    for (const one of [this.#shell, ...channels]) isHeld ? one?.ref() : one?.unref();
  }
}

/** The bundles of one process each have a module of their own of this file. */
const place = Symbol.for('nx-signal.errands');

const shells = globalThis as { [place]?: ErrandShell };

/** Has errands of this process run by a shell from now on. To be called while it is small. */
export function keepErrandShell(): void {
  if (process.platform === 'win32') return;
  try {
    shells[place] ??= new ErrandShell();
  } catch {
    // Where there is no place for its folder, it is done without.
  }
}

/** Ends that; resolves once the shell is gone. */
export async function endErrandShell(): Promise<void> {
  const shell = shells[place];
  delete shells[place];
  await shell?.close();
}

/**
 * Runs one by the shell, where there is one.
 *
 * @param timeout - milliseconds
 * @returns undefined where it has to be run in another way
 */
export async function runErrand(
  errand: Errand,
  timeout: number,
): Promise<ErrandResult | undefined> {
  return await shells[place]?.run(errand, timeout);
}

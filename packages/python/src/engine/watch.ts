import { type ChildProcess, spawn } from 'node:child_process';
import type { Verdict } from './schema.js';
import { fitted, watchText } from './watch-text.js';

/** Milliseconds without another save after which a save counts as settled. */
const settled = 60;

/** Where verdicts are shown. */
export interface Screen {
  /** Lines of the terminal; undefined where there is none, and verdicts stand one below the other. */
  rows: number | undefined;
  write(text: string): void;
}

/** How a watch asks and is told. */
export interface WatchSettings {
  /** Program and arguments that print one verdict as JSON. */
  command: readonly [string, ...string[]];
  cwd: string;
  screen: Screen;
  /** Calls back with each save; returns a way to call it off. */
  onSave(listener: () => void): Promise<() => void>;
  signal: AbortSignal;
}

const clear = '\u001B[2J\u001B[3J\u001B[H';

function show(text: string, { rows, write }: Screen): void {
  write(rows === undefined ? `${text}\n` : `${clear}${fitted(text, rows - 1)}\n`);
}

/** One question at a time: a new one ends the one before. */
class Asker {
  readonly #settings: WatchSettings;
  #child: ChildProcess | undefined;
  #shown: Verdict | undefined;

  constructor(settings: WatchSettings) {
    this.#settings = settings;
  }

  ask(): void {
    this.cancel();
    const { command, cwd, screen } = this.#settings;
    const [program, ...args] = command;
    const child = spawn(program, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child = child;
    const texts = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name]?.setEncoding('utf8').on('data', (text: string) => {
        texts[name] += text;
      });
    }
    if (screen.rows !== undefined) screen.write('…\n');
    child.once('error', ({ message }) => this.#finish(child, '', message));
    child.once('close', () => this.#finish(child, texts.stdout, texts.stderr));
  }

  cancel(): void {
    this.#child?.kill('SIGINT');
    this.#child = undefined;
  }

  #finish(child: ChildProcess, answer: string, said: string): void {
    // One that was cancelled has nothing to say.
    if (this.#child !== child) return;
    this.#child = undefined;
    const { screen } = this.#settings;
    if (answer === '') {
      show(said.trimEnd(), screen);
      return;
    }
    const verdict = JSON.parse(answer) as Verdict;
    show(watchText(verdict, this.#shown), screen);
    this.#shown = verdict;
  }
}

/** Tells the verdict of what is on the disk, and again after each settled save, until it is told to end. */
export async function watch(settings: WatchSettings): Promise<void> {
  const { signal, onSave } = settings;
  const asker = new Asker(settings);
  let timer: NodeJS.Timeout | undefined;
  const stop = await onSave(() => {
    clearTimeout(timer);
    timer = setTimeout(() => asker.ask(), settled);
  });
  asker.ask();
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve());
  });
  clearTimeout(timer);
  asker.cancel();
  stop();
}

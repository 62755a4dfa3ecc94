import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { dataFolder } from '../data-folder.js';

/** Characters of a task's output that are shown and stored, half from its start and half from its end. */
export const shownOutput = 2 ** 20;

/** What decides where the whole text of a task goes. */
export interface OutputPlace {
  root: string;
  /** Nx's id of the task. */
  id: string;
  /** The folder with the task's own reports, relative to the workspace root, if it has one. */
  report?: string | undefined;
}

function fileFor({ root, id, report }: OutputPlace): string {
  return report === undefined
    ? join(dataFolder(root), 'output', `${encodeURIComponent(id)}.txt`)
    : join(root, report, 'output.txt');
}

function written(file: string, text: string): boolean {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return true;
  } catch {
    // No space is no reason to lose the result.
    return false;
  }
}

function megabytes(characters: number): string {
  return `${(characters / 2 ** 20).toFixed(1)} MB`;
}

/**
 * Output as it is shown and stored. Nx keeps all of it with the result and may upload it, so a test that
 * prints without end is cut in the middle: at the start stands what ran, at the end what failed.
 */
export function boundOutput(output: string, place: OutputPlace): string {
  const file = fileFor(place);
  if (output.length <= shownOutput) {
    // Lest the reports hold what an earlier run has said.
    if (place.report !== undefined) rmSync(file, { force: true });
    return output;
  }
  const half = shownOutput / 2;
  const end = output.indexOf('\n', output.length - half);
  const tail = output.slice(end < 0 ? output.length - half : end + 1);
  const lost = megabytes(output.length - half - tail.length);
  const whole = written(file, output)
    ? `; the full text is in ${relative(place.root, file).replaceAll('\\', '/')}`
    : '';
  return `${output.slice(0, half)}\n[${lost} of output omitted here${whole}]\n${tail}`;
}

/** Shows output as it comes, as much of it as {@link boundOutput} keeps from the start. */
export class LiveOutput {
  readonly #write: (text: string) => void;
  #shown: string[] = [];
  #left = shownOutput / 2;

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  readonly push = (text: string): void => {
    const part = text.slice(0, this.#left);
    if (part === '') return;
    this.#left -= part.length;
    this.#shown.push(part);
    this.#write(part);
  };

  /** Whether anything has been shown. */
  get hasShown(): boolean {
    return this.#shown.length > 0;
  }

  /** Shows what the result says beyond that, such as why the tool was stopped. */
  finish(output: string): void {
    const shown = this.#shown.join('');
    this.#write(output.startsWith(shown) ? output.slice(shown.length) : output);
  }
}

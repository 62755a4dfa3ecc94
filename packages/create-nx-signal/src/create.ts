import { basename, relative } from 'node:path';
import type { Answers } from './answers.js';
import { checkPlace, checkPrograms, findPython } from './preflight.js';
import { type Step, steps } from './steps.js';

/** How far a workspace got. */
export interface Progress {
  root: string;
  /** Empty until something is written. */
  done: Step[];
  left: Step[];
}

/** What to do after a stop, so that nobody has to guess what state the folder is in. */
export function continuation({ root, done, left }: Progress, cwd: string): string {
  if (done.length === 0 && left.length === 0) return 'Nothing was written.';
  const folder = relative(cwd, root) || '.';
  return [
    `${folder} is incomplete. To continue:`,
    '',
    `  cd ${folder}`,
    ...left.map(({ command }) => `  ${command}`),
    '',
    `Or remove ${folder} and start again.`,
  ].join('\n');
}

/**
 * Makes a workspace, step by step.
 *
 * @param progress - kept up to date, for whoever has to say where it stopped
 */
export async function create(answers: Answers, cwd: string, progress: Progress): Promise<void> {
  const root = checkPlace(answers.folder, cwd);
  const name = basename(root);
  await checkPrograms(cwd);
  const python = answers.python ?? (await findPython(cwd));
  progress.root = root;
  progress.left = steps({ ...answers, python, root, name });
  for (let step = progress.left[0]; step; step = progress.left[0]) {
    console.log(`- ${step.title}`);
    await step.run();
    progress.done.push(step);
    progress.left.shift();
  }
}

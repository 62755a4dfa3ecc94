import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { CreateError } from './create-error.js';
import { runProgram } from './run-program.js';

/** Refuses a folder in which something would be lost or mixed up. */
export function checkFolder(folder: string): void {
  if (!existsSync(folder)) return;
  if (!statSync(folder).isDirectory())
    throw new CreateError(`${folder} is a file.`, 'choose another name.');
  const files = readdirSync(folder);
  if (files.length === 0) return;
  throw new CreateError(
    `${folder} is not empty: it holds ${files.slice(0, 3).join(', ')}${files.length > 3 ? ', …' : ''}.`,
    'choose another name; to set up an existing repository, run `npx nx add @nx-signal/python` there.',
  );
}

function checkWorkspaceName(name: string): void {
  if (/^[a-z][a-z0-9._-]*$/.test(name)) return;
  throw new CreateError(
    `"${name}" cannot be the name of a workspace.`,
    'use a lower-case letter first, then lower-case letters, digits, ".", "_" and "-", as in my-shop.',
  );
}

/**
 * The folder of a new workspace.
 *
 * @throws CreateError for a name that npm does not take, and for a folder in use
 */
export function checkPlace(folder: string, cwd: string): string {
  const root = resolve(cwd, folder.trim());
  checkWorkspaceName(basename(root));
  checkFolder(root);
  return root;
}

const programs = {
  git: 'install git, from your system or https://git-scm.com.',
  uv: 'install uv, for example with `pipx install uv`; see https://docs.astral.sh/uv.',
} as const;

/** Refuses to start what could not be finished. */
export async function checkPrograms(cwd: string): Promise<void> {
  for (const [command, hint] of Object.entries(programs)) {
    const { missing } = await runProgram({ command, args: ['--version'], cwd });
    if (missing) throw new CreateError(`${command} is not on PATH.`, hint);
  }
}

const oldest = '3.11';

/** The minor version of the Python that uv would take; undefined when there is none suitable here. */
export async function findPython(cwd: string): Promise<string | undefined> {
  const args = ['python', 'find', '--no-project', '--show-version', `>=${oldest}`];
  const { exitCode, output } = await runProgram({ command: 'uv', args, cwd });
  return exitCode === 0 ? /^(3\.\d+)/m.exec(output)?.[1] : undefined;
}

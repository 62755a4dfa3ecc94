import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A program that hints tell people to run. */
export type HintedProgram = 'nx' | 'nx-signal';

/** What runs a program of installed packages, by the lock of the manager that installed them; npm's where there is none. */
const runners: readonly [lock: string, runner: string][] = [
  ['pnpm-lock.yaml', 'pnpm exec'],
  ['yarn.lock', 'yarn'],
  ['bun.lock', 'bunx'],
  ['bun.lockb', 'bunx'],
];

/** Where Nx's wrapper installs packages in a repository without a package.json. */
const installation = '.nx/installation/node_modules/.bin';

/**
 * How a program is called in a workspace: through Nx's wrapper where that is there, else by the repository's
 * package manager. All hints take their commands from here.
 *
 * @param has - whether the workspace has a file, by its path from the root
 */
export function programCommand(program: HintedProgram, has: (file: string) => boolean): string {
  const isWrapped = has('.nx/nxw.js') && has('nx');
  if (isWrapped && program === 'nx') return './nx';
  if (isWrapped && !has('package.json')) return `./${installation}/${program}`;
  const [, runner = 'npx'] = runners.find(([lock]) => has(lock)) ?? [];
  return `${runner} ${program}`;
}

/** The workspace that this process works in; its folder where there is none. */
function workspaceAbove(folder: string): string {
  for (let path = folder; ; path = dirname(path)) {
    if (existsSync(join(path, 'nx.json'))) return path;
    if (dirname(path) === path) return folder;
  }
}

/** {@link programCommand} in the workspace that this process works in. */
export function commandHere(program: HintedProgram): string {
  const root = workspaceAbove(process.cwd());
  return programCommand(program, (file) => existsSync(join(root, file)));
}

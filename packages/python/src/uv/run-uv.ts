import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { logger } from '@nx/devkit';
import { environmentPath, executableIn } from '../environment/locate.js';
import { SignalError } from '../errors.js';
import { joinPath } from '../paths.js';
import { runCommand } from '../process/run-command.js';
import { readText } from '../settings/read-text.js';

const timeout = 15 * 60_000;

/**
 * Runs uv in a folder of the workspace.
 *
 * @param what - what the user loses when it fails, as a sentence
 * @throws SignalError UV_MISSING or UV_FAILED, with uv's own words
 */
export async function runUv(cwd: string, args: string[], what: string): Promise<string> {
  const result = await runCommand({ command: 'uv', args, cwd, timeout });
  if (result.startError)
    throw new SignalError({
      code: 'UV_MISSING',
      message: `${what}\nuv is not on PATH.`,
      hint: `install uv, for example with \`pipx install uv\`, then run \`uv ${args.join(' ')}\` in ${cwd}.`,
    });
  if (result.exitCode === 0) return result.output;
  throw new SignalError({
    code: 'UV_FAILED',
    message: `${what}\n${result.output.trimEnd()}`,
    hint: `fix the problem uv reports, then run \`uv ${args.join(' ')}\` in ${cwd}.`,
  });
}

/** Says which of some files a program has changed, in the words in which Nx tells what a generator has written. */
export async function tellChanges(
  workspaceRoot: string,
  files: readonly string[],
  run: () => Promise<unknown>,
): Promise<void> {
  const read = () => files.map((file) => readText(join(workspaceRoot, file)));
  const before = read();
  await run();
  for (const [index, text] of read().entries()) {
    if (text === before[index]) continue;
    logger.info(`${before[index] === undefined ? 'CREATE' : 'UPDATE'} ${files[index]}`);
  }
}

/** Brings uv.lock up to date with the manifests that a generator has written. */
export async function lock(workspaceRoot: string, uvRoot: string): Promise<void> {
  await tellChanges(workspaceRoot, [joinPath(uvRoot, 'uv.lock')], () =>
    runUv(
      join(workspaceRoot, uvRoot),
      ['lock'],
      'The files were written, but uv.lock could not be updated:',
    ),
  );
}

/** Ruff of the environment, else the locked version of it in an environment that uv keeps. */
function ruffCommand(folder: string, workspaceRoot: string, uvRoot: string): string[] | undefined {
  const installed = executableIn(environmentPath(workspaceRoot, uvRoot), 'ruff');
  if (existsSync(installed)) return [installed];
  const file = join(folder, 'uv.lock');
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const version = /^name = "ruff"\r?\nversion = "([^"]+)"/m.exec(text)?.[1];
  return version === undefined ? undefined : ['uv', 'tool', 'run', `ruff@${version}`];
}

/**
 * Lets ruff lay out files or folders by the workspace's own settings. Where there is no ruff they
 * stay as they are: what is generated suits its defaults.
 */
export async function formatFiles(
  workspaceRoot: string,
  uvRoot: string,
  paths: readonly string[],
): Promise<void> {
  const folder = join(workspaceRoot, uvRoot);
  const [command, ...start] = ruffCommand(folder, workspaceRoot, uvRoot) ?? [];
  if (command === undefined || paths.length === 0) return;
  const run = (...args: string[]) =>
    runCommand({ command, args: [...start, ...args, ...paths], cwd: workspaceRoot, timeout });
  await run('check', '--quiet', '--select', 'I', '--fix');
  await run('format', '--quiet');
}

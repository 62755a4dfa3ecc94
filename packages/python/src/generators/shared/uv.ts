import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { environmentPath, executableIn } from '../../environment/locate.js';
import { uvMissing } from '../../environment/uv-errors.js';
import { SignalError } from '../../errors.js';
import { runProcess } from '../../process/run-process.js';

const timeout = 15 * 60_000;

/**
 * Runs uv in a folder of the workspace.
 *
 * @param what - what the user loses when it fails, as a sentence
 * @throws SignalError UV_MISSING or UV_FAILED, with uv's own words
 */
export async function runUv(cwd: string, args: string[], what: string): Promise<string> {
  const result = await runProcess({ command: 'uv', args, cwd, timeout });
  if (result.startError) throw uvMissing();
  if (result.exitCode === 0) return result.output;
  throw new SignalError({
    code: 'UV_FAILED',
    message: `${what}\n${result.output.trimEnd()}`,
    hint: `mend what uv says, then run \`uv ${args.join(' ')}\` in ${cwd}.`,
  });
}

/** Brings uv.lock up to date with the manifests that a generator has written. */
export async function lock(workspaceRoot: string, uvRoot: string): Promise<void> {
  await runUv(
    join(workspaceRoot, uvRoot),
    ['lock'],
    'The files are written, but uv.lock could not be brought up to date:',
  );
}

/**
 * Lets ruff lay out new files by the workspace's own settings, where an environment has it. Without
 * one the files stay as they are: they suit ruff's defaults.
 */
export async function formatFolders(
  workspaceRoot: string,
  uvRoot: string,
  folders: readonly string[],
): Promise<void> {
  const ruff = executableIn(environmentPath(workspaceRoot, uvRoot), 'ruff');
  if (!existsSync(ruff) || folders.length === 0) return;
  const run = (...args: string[]) =>
    runProcess({ command: ruff, args: [...args, ...folders], cwd: workspaceRoot, timeout });
  await run('check', '--quiet', '--select', 'I', '--fix');
  await run('format', '--quiet');
}

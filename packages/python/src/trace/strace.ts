import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SignalError } from '../errors.js';
import { runProcess } from '../process/run-process.js';
import { straceArguments, tracePrefix } from '../process/traced.js';
import { readStrace, type TracedCalls } from './strace-output.js';

/** How systems install a package, by the program that does. */
const installers = {
  '/usr/bin/apt-get': 'sudo apt-get install strace',
  '/usr/bin/dnf': 'sudo dnf install strace',
  '/usr/bin/zypper': 'sudo zypper install strace',
  '/usr/bin/pacman': 'sudo pacman -S strace',
  '/sbin/apk': 'apk add strace',
};

function installCommand(): string {
  const [, command] = Object.entries(installers).find(([file]) => existsSync(file)) ?? [];
  return command ?? 'install strace with the package manager of your system';
}

function unavailable(message: string, hint: string): SignalError {
  return new SignalError({ code: 'TRACE_UNAVAILABLE', message, hint });
}

/**
 * Makes sure that strace can trace here. Throws TRACE_UNAVAILABLE.
 *
 * @param folder - where it may write
 */
export async function checkStrace(
  folder: string,
  platform: NodeJS.Platform = process.platform,
): Promise<void> {
  if (platform !== 'linux') {
    throw unavailable(
      `Tracing needs strace, which runs on Linux and not on ${platform}.`,
      'run it in a Linux container or in CI; tests report what they read on every platform, through `verifyInputs`.',
    );
  }
  await mkdir(folder, { recursive: true });
  const { startError, exitCode, output } = await runProcess({
    command: 'strace',
    args: [...straceArguments, '-o', join(folder, '.check'), '--', process.execPath, '--version'],
    cwd: folder,
    timeout: 60_000,
  });
  if (startError !== undefined)
    throw unavailable('strace is not installed.', `\`${installCommand()}\``);
  if (exitCode !== 0)
    throw unavailable(
      `strace may not trace a program here, or is older than 5.3:\n${output.trimEnd()}`,
      'allow it: `docker run --cap-add=SYS_PTRACE` for a container, `sudo sysctl kernel.yama.ptrace_scope=1` for a machine.',
    );
}

/** What strace noted about a task; undefined when no program of it was started. */
export async function readTrace(
  folder: string,
  task: string,
  start: string,
): Promise<TracedCalls | undefined> {
  const prefix = tracePrefix(task);
  const names = (await readdir(folder)).filter((name) => name.startsWith(prefix));
  if (names.length === 0) return undefined;
  const all: TracedCalls = { opened: new Set(), listed: new Set(), made: new Set() };
  for (const name of names) {
    const calls = readStrace(await readFile(join(folder, name), 'utf8'), start);
    all.program ??= calls.program;
    // What one program has made, the next one may read.
    for (const file of calls.made) if (!all.opened.has(file)) all.made.add(file);
    for (const file of calls.opened) all.opened.add(file);
    for (const path of calls.listed) all.listed.add(path);
  }
  return all;
}

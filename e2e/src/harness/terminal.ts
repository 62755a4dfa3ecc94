import { join } from 'node:path';
import { execa } from 'execa';
import type { Workspace } from './workspace.js';

/** Starts a program at a pseudo-terminal; types something whenever a text has been printed. */
const script = `
import fcntl, json, os, pty, select, signal, struct, sys, termios, time

steps, program = json.loads(sys.argv[1]), sys.argv[2:]
pid, terminal = pty.fork()
if pid == 0:
    fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("4H", 40, 120, 0, 0))
    os.execvp(program[0], program)
text, seen, end = b"", 0, time.monotonic() + 120
while time.monotonic() < end:
    if select.select([terminal], [], [], 0.5)[0]:
        try:
            part = os.read(terminal, 65536)
        except OSError:
            break
        if not part:
            break
        text += part
    if steps and (at := text.find(steps[0][0].encode(), seen)) >= 0:
        seen = at + len(steps[0][0].encode())
        time.sleep(0.2)
        os.write(terminal, steps.pop(0)[1].encode())
else:
    os.kill(pid, signal.SIGKILL)
status = os.waitpid(pid, 0)[1]
sys.stdout.write(text.decode("utf-8", "replace"))
sys.exit(os.waitstatus_to_exitcode(status) if not steps else 99)
`;

/** What is typed once a text has been printed. */
export type Step = [printed: string, typed: string];

/**
 * Runs a program at a real pseudo-terminal.
 *
 * @returns its exit code, 99 where it ended before all was typed, and what it printed
 */
export async function atTerminal(
  command: readonly string[],
  steps: readonly Step[],
  { cwd, env }: { cwd: string; env: Record<string, string> },
): Promise<{ exitCode: number; output: string }> {
  const { exitCode, stdout } = await execa(
    'python3',
    ['-c', script, JSON.stringify(steps), ...command],
    { cwd, env: { TERM: 'xterm-256color', ...env }, reject: false, stdin: 'ignore' },
  );
  return { exitCode: exitCode ?? 1, output: stdout.replaceAll('\r', '') };
}

/** Variables of a run of Nx at which nobody but a test looks. */
export const quiet = { NX_DAEMON: 'false', NX_NO_CLOUD: 'true', CI: '', NX_TUI: 'false' };

/**
 * Runs Nx at a pseudo-terminal.
 *
 * @param env - in place of {@link quiet}'s
 */
export function nxAtTerminal(
  { root }: Workspace,
  args: readonly string[],
  steps: readonly Step[],
  env: Record<string, string> = {},
): ReturnType<typeof atTerminal> {
  const nx = join(root, 'node_modules/nx/dist/bin/nx.js');
  return atTerminal([process.execPath, nx, ...args], steps, {
    cwd: root,
    env: { ...quiet, NX_CACHE_DIRECTORY: join(root, '.nx/cache'), ...env },
  });
}

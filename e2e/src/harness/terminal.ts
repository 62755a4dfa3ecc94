import { execa } from 'execa';

/** Starts a program at a pseudo-terminal; types something whenever a text has been printed. */
const script = `
import json, os, pty, select, signal, sys, time

steps, program = json.loads(sys.argv[1]), sys.argv[2:]
pid, terminal = pty.fork()
if pid == 0:
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

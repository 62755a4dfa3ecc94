import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isAlive, processesIn, until } from '../harness/processes.js';
import { createPythonWorkspace } from '../harness/python-workspace.js';
import { readSignal } from '../harness/signal-file.js';
import type { Workspace } from '../harness/workspace.js';

const hanging = `import subprocess
import time
from pathlib import Path


def test_hang() -> None:
    child = subprocess.Popen(["sleep", "600"])
    Path(__file__).with_name("child.pid").write_text(str(child.pid))
    time.sleep(600)
`;

/** Interrupts runs of a kind of tests in each way there is. */
export function describeInterrupts(kind: 'unit' | 'integration'): void {
  describe(`an interrupted run of ${kind} tests`, () => {
    const target = `alpha:test:${kind}`;
    const pidFile = `libs/alpha/tests/${kind}/child.pid`;
    let workspace: Workspace;
    beforeAll(async () => {
      workspace = await createPythonWorkspace({
        projects: { alpha: { files: { [`tests/${kind}/test_alpha.py`]: hanging } }, beta: {} },
      });
      await workspace.nx(['run', 'beta:test:unit']);
    });
    afterAll(() => workspace.dispose());

    it.each(['SIGINT', 'SIGTERM', 'SIGKILL'] as const)(
      'leaves nothing behind after %s',
      async (signal) => {
        workspace.remove(pidFile);
        const args = ['node_modules/nx/dist/bin/nx.js', 'run-many', '-t', `test:${kind}`, 'lint'];
        const nx = execa(process.execPath, args, {
          cwd: workspace.root,
          env: { NX_DAEMON: 'false', NX_TUI: 'false', NX_DEFAULT_OUTPUT_STYLE: 'static' },
          reject: false,
        });
        await until(
          () => workspace.has(pidFile) && workspace.read(pidFile) !== '',
          `${target} has started`,
          60,
        );
        const child = Number(workspace.read(pidFile));
        expect(isAlive(child)).toBe(true);
        nx.kill(signal);
        await nx;
        await until(() => !isAlive(child), `the child of ${target} is gone`, 60);
        // What started the child ends a moment after it.
        const left = () => processesIn(`${workspace.root}/.venv`);
        await until(async () => (await left()).length === 0, 'the environment is left alone', 60);
        const { verdict, tasks } = readSignal(workspace);
        expect(verdict).toBe('interrupted');
        expect(tasks.find(({ id }) => id === target)?.status).toBe('unfinished');
        const report = await workspace.nxSignal(['report']);
        expect(report.exitCode, report.output).toBe(1);
        expect(report.output).toContain('interrupted: the run did not finish');
        expect(readSignal(workspace).verdict).toBe('interrupted');
      },
    );
  });
}

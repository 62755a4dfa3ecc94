import { availableParallelism } from 'node:os';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { NxRun } from './harness/nx-run.js';
import { type Process, processesIn, until } from './harness/processes.js';
import {
  createPythonWorkspace,
  type PythonProject,
  rootManifest,
} from './harness/python-workspace.js';
import type { Workspace } from './harness/workspace.js';

/** Waits in the project's tests while the file `hold-tests` is there. */
const waitingTest = `import os
import time
from pathlib import Path

ROOT = Path(__file__).parents[4]


def test_waits() -> None:
    (ROOT / "started-tests").write_text(str(os.getpid()))
    while (ROOT / "hold-tests").exists():
        time.sleep(0.05)
`;

/** A plugin of mypy that waits at a module called \`waits\` while the file \`hold-types\` is there. */
const waitingPlugin = `import time
from pathlib import Path

from mypy.plugin import Plugin

ROOT = Path(__file__).parent


class Waiting(Plugin):
    def get_additional_deps(self, file):
        if file.fullname == "waiting.waits":
            (ROOT / "started-types").touch()
            while (ROOT / "hold-types").exists():
                time.sleep(0.05)
        return []


def plugin(version):
    return Waiting
`;

const root = rootManifest(`[tool.ruff]
exclude = ["waiting_plugin.py"]

[tool.mypy]
strict = true
plugins = ["waiting_plugin.py"]
`);

const targets = ['lint', 'typecheck', 'test:unit'];
const names = ['waiting', 'other', 'third'];
const tasksOf = (...projects: string[]) =>
  projects.flatMap((project) => targets.map((target) => `${project}:${target}`));

const all = tasksOf(...names).sort();

function failedTasks({ tasks }: NxRun): string[] {
  return Object.keys(tasks).filter((id) => tasks[id] === 'failed');
}

/** How often each task’s result was printed. */
function resultsOf({ output }: NxRun): string[] {
  const lines = output.matchAll(/^> nx run (\S+)/gm);
  return [...lines].map(([, id = '']) => id.replaceAll('"', '')).sort();
}

describe('a batch of which something dies', () => {
  let workspace: Workspace;
  beforeAll(async () => {
    const waiting: PythonProject = {
      files: { 'src/waiting/waits.py': '', 'tests/unit/test_waits.py': waitingTest },
    };
    workspace = await createPythonWorkspace({
      projects: { waiting, other: {}, third: {} },
      files: { 'pyproject.toml': root, 'waiting_plugin.py': waitingPlugin },
      options: { targets: { typecheck: { timeout: 20 } } },
    });
    await workspace.nx(['run', 'third:lint']);
  });
  beforeEach(async () => {
    for (const file of ['hold-tests', 'hold-types', 'started-tests', 'started-types'])
      workspace.remove(file);
    workspace.remove('.nx/workspace-data/nx-signal/mypy');
    await workspace.nx(['reset', '--onlyCache']);
  });
  afterAll(() => workspace.dispose());

  const environment = () => `${workspace.root}/.venv`;

  /** The process of a program that the batch itself has started, not a fork of it. */
  function started(program: string): Promise<Process> {
    return until(async () => {
      const all = (await processesIn(environment())).filter((one) => one.command.includes(program));
      return all.find(({ parent }) => !all.some(({ pid }) => pid === parent));
    }, `${program} has started`);
  }

  /** Runs everything, does something in the middle, and lets what waits go on. */
  async function disturbed(kind: 'tests' | 'types', disturb: () => Promise<void>): Promise<NxRun> {
    workspace.write(`hold-${kind}`, '');
    const run = workspace.nx(['run-many', '-t', ...targets]);
    await until(() => workspace.has(`started-${kind}`), `${kind} are waiting`);
    await disturb();
    workspace.remove(`hold-${kind}`);
    const result = await run;
    await until(async () => (await processesIn(environment())).length === 0, 'no child is left');
    return result;
  }

  /** Tasks whose results the next run has from the cache. */
  async function keptTasks(): Promise<string[]> {
    const { tasks } = await workspace.nx(['run-many', '-t', ...targets]);
    return Object.keys(tasks).filter((id) => tasks[id] === 'cached');
  }

  it('the process of mypy: each project is checked by a process of its own', async () => {
    const run = await disturbed('types', async () => {
      process.kill((await started('nx_signal_mypy.py')).pid, 'SIGKILL');
    });
    expect(resultsOf(run)).toEqual(all);
    expect(run.exitCode, run.output).toBe(0);
    expect((await keptTasks()).sort()).toEqual(all);
  });

  it('the process that forks pytest: what it had not finished is run by itself', async () => {
    const run = await disturbed('tests', async () => {
      process.kill((await started('nx_signal_zygote.py')).pid, 'SIGKILL');
    });
    expect(resultsOf(run)).toEqual(all);
    expect(run.exitCode, run.output).toBe(0);
    expect((await keptTasks()).sort()).toEqual(all);
  });

  it('one fork of pytest: its own task fails, and everything else is kept', async () => {
    const run = await disturbed('tests', async () => {
      const pid = await until(() => Number(workspace.read('started-tests')), 'it has a number');
      process.kill(pid, 'SIGKILL');
    });
    expect(resultsOf(run)).toEqual(all);
    expect(failedTasks(run), run.output).toEqual(['waiting:test:unit']);
    expect(run.output).toContain('error [TOOL_FAILED]: pytest was killed by SIGKILL');
    const others = tasksOf(...names).filter((id) => id !== 'waiting:test:unit');
    expect((await keptTasks()).sort()).toEqual(others.sort());
  });

  it('the batch itself: Nx fails all its tasks, and the next run does them again', async () => {
    const run = await disturbed('tests', async () => {
      process.kill((await started('nx_signal_zygote.py')).parent, 'SIGKILL');
    });
    expect(run.exitCode).toBe(1);
    for (const id of all) expect(run.output).toContain(`\n- ${id}\n`);
    expect(await keptTasks()).toEqual([]);
  });

  it('a checker that hangs: its own task takes too long, the others are checked', async () => {
    workspace.write('hold-types', '');
    const run = await workspace.nx(['run-many', '-t', ...targets]);
    expect(resultsOf(run)).toEqual(all);
    expect(failedTasks(run), run.output).toEqual(['waiting:typecheck']);
    expect(run.output).toContain('error [TIMEOUT]: mypy was stopped after 20 seconds.');
    await until(async () => (await processesIn(environment())).length === 0, 'no child is left');
  });
});

/** Notes when it starts and ends, and waits until as many as expected have started. */
const countingTest = `import os
import subprocess
import time
from pathlib import Path

ROOT = Path(__file__).parents[4]
NAME = Path(__file__).stem


def note(what: str) -> None:
    with (ROOT / "events").open("a") as file:
        file.write(f"{what} {NAME}\\n")


def test_counts() -> None:
    note("start")
    while len(set((ROOT / "events").read_text().split())) <= int(os.environ["TOGETHER"]):
        time.sleep(0.05)
    running = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    tools = ("nx_signal_mypy.py", "/bin/ruff")
    for line in running.splitlines():
        if str(ROOT) in line and any(tool in line for tool in tools):
            note("beside")
    time.sleep(0.2)
    note("end")
    assert "BAD" not in os.environ
`;

describe('how much runs at once', () => {
  const counted = ['one', 'two', 'three', 'four', 'five', 'six'];
  let workspace: Workspace;
  beforeAll(async () => {
    const projects = counted.map((name): [string, PythonProject] => [
      name,
      { files: { [`tests/unit/test_${name}.py`]: countingTest } },
    ]);
    workspace = await createPythonWorkspace({
      projects: Object.fromEntries(projects),
      // The tests talk to each other through a file, which is not an input of theirs.
      options: { verifyInputs: 'off' },
    });
    await workspace.nx(['run', 'one:lint']);
  });
  beforeEach(() => workspace.write('events', ''));
  afterAll(() => workspace.dispose());

  function run(args: string[], env: Record<string, string>): Promise<NxRun> {
    return workspace.nx(['run-many', '-t', 'test:unit', '--skipNxCache', ...args], { env });
  }

  /** The most tests that ran at the same time. */
  function most(events: readonly string[]): number {
    let running = 0;
    const counts = events.map((event) => {
      running += event.startsWith('start') ? 1 : event.startsWith('end') ? -1 : 0;
      return running;
    });
    return Math.max(0, ...counts);
  }

  const events = () => workspace.read('events').trim().split('\n').filter(Boolean);

  it('--parallel=1 is one thing after the other, of all kinds', async () => {
    const result = await run(['-t', ...targets, '--parallel=1'], { TOGETHER: '1' });
    expect(result.exitCode, result.output).toBe(0);
    expect(most(events())).toBe(1);
    expect(events().filter((event) => event.startsWith('beside'))).toEqual([]);
  });

  it('--parallel=4 is up to four, as far as there are cores', async () => {
    const cores = Math.min(4, availableParallelism());
    const result = await run(['--parallel=4'], { TOGETHER: String(cores) });
    expect(result.exitCode, result.output).toBe(0);
    expect(most(events())).toBe(cores);
  });

  it('--nxBail skips what has not started', async () => {
    const env = { TOGETHER: '1', BAD: '1' };
    const result = await run(['--parallel=1', '--nxBail'], env);
    expect(result.exitCode).toBe(1);
    expect(events().filter((event) => event.startsWith('start'))).toHaveLength(1);
    expect(failedTasks(result)).toHaveLength(1);
  });
});

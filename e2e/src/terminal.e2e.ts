import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from './harness/free-port.js';
import { pricesProject, wrongProject } from './harness/prices.js';
import { processesIn, until } from './harness/processes.js';
import { createPythonWorkspace } from './harness/python-workspace.js';
import { readSignal } from './harness/signal-file.js';
import { nxAtTerminal, quiet, type Step } from './harness/terminal.js';
import type { Workspace } from './harness/workspace.js';

const talking = `import os
import time
from pathlib import Path


def test_breakpoint() -> None:
    answer = 41
    breakpoint()
    assert answer == 42


def test_input() -> None:
    assert input("name? ") == "ann"


def test_slow() -> None:
    Path(__file__).with_name("pid").write_text(str(os.getpid()))
    print("asleep", flush=True)
    time.sleep(600)
`;

/** A server of Python's own, and what cannot serve. */
const web = `[tool.nx-signal]
serve = "python -m http.server --bind 127.0.0.1 --directory site"
`;

let workspace: Workspace;
beforeAll(async () => {
  workspace = await createPythonWorkspace({
    projects: {
      api: pricesProject,
      other: wrongProject,
      debugged: { files: { 'tests/unit/test_talking.py': talking } },
      web: { files: { 'site/index.html': 'hello from web' }, pyproject: web },
      nothing: { pyproject: '[tool.nx-signal]\nserve = "gunicorn nothing:app"\n' },
      crashing: { pyproject: `[tool.nx-signal]\nserve = "python -c 'raise SystemExit(7)'"\n` },
    },
  });
});
afterEach(() => workspace.reset());
afterAll(() => workspace.dispose());

const terminal = (args: readonly string[], steps: readonly Step[]) =>
  nxAtTerminal(workspace, args, steps);

describe('one task at a terminal', () => {
  const test = (name: string) => `tests/unit/test_talking.py::${name}`;

  it('can be debugged, and its success is not stored', async () => {
    const run = ['run', 'debugged:test:unit', test('test_breakpoint')];
    const { exitCode, output } = await terminal(run, [
      ['(Pdb)', 'p answer\n'],
      ['41', 'answer = 42\n'],
      ['(Pdb)', 'c\n'],
    ]);
    expect(output).toContain('1 passed');
    expect(output.match(/test session starts/g)).toHaveLength(1);
    expect(output).toContain('error [TERMINAL_READ]');
    expect(exitCode).toBe(1);
    expect(
      (
        await terminal(
          [...run, '--skip-nx-cache'],
          [
            ['(Pdb)', 'answer = 42\n'],
            ['(Pdb)', 'c\n'],
          ],
        )
      ).exitCode,
    ).toBe(0);
  });

  it('is asked after a failure with --pdb', async () => {
    const run = ['run', 'other:test:unit', '--tui=false', '--', '-k', 'red', '--pdb'];
    const { output } = await terminal(run, [
      ['(Pdb)', 'p 6 * 7\n'],
      ['42', 'q\n'],
    ]);
    expect(output).toContain('entering PDB');
  });

  it('reads what is typed with -s', async () => {
    const run = ['run', 'debugged:test:unit', '--', test('test_input'), '-s'];
    expect((await terminal(run, [['name? ', 'ann\n']])).output).toContain('1 passed');
    expect((await terminal(run, [['name? ', 'bob\n']])).output).toContain('1 failed');
  });

  it('ends at one Ctrl-C, with all that it has started', async () => {
    const run = ['run', 'debugged:test:unit', '--', test('test_slow'), '-s'];
    const { exitCode, output } = await terminal(run, [['asleep', '\u0003']]);
    expect(exitCode, output).toBe(1);
    expect(output).toContain('KeyboardInterrupt');
    expect(readSignal(workspace).verdict).toBe('interrupted');
    expect(await processesIn(join(workspace.root, '.venv'))).toEqual([]);
  });

  it('prints once, and is replayed whole', async () => {
    const run = ['run', 'api:test:unit', 'tests/unit/test_prices.py::test_one'];
    const { exitCode, output } = await terminal(run, []);
    expect(exitCode, output).toBe(0);
    expect(output.match(/test session starts/g)).toHaveLength(1);
    const replay = await workspace.nx(run);
    expect(replay.tasks, replay.output).toEqual({ 'api:test:unit': 'cached' });
    expect(replay.output).toContain('1 passed');
  });

  it.each([
    ["Nx's own interface", { NX_TUI: 'true' }, '\u001b[?1049h'],
    ["Nx's list of tasks", {}, 'Executing 1/1'],
  ])('beside %s is refused, with the way out', async (_, env, seen) => {
    const run = ['run-many', '-t', 'test:unit', '-p', 'debugged', '--', '--pdb'];
    const { exitCode, output } = await nxAtTerminal(workspace, run, [], env);
    expect(output).toContain(seen);
    expect(output).toContain('error [TERMINAL_NEEDED]: --pdb of debugged:test:unit');
    expect(output).toContain('--tui=false');
    expect(exitCode).toBe(1);
  });

  it('without a terminal says what is missing', async () => {
    const asked = await workspace.nx(['run', 'debugged:test:unit', '--', '--pdb']);
    expect(asked.output).toContain('error [TERMINAL_NEEDED]: --pdb of debugged:test:unit');
    const met = await workspace.nx(['run', 'debugged:test:unit', test('test_breakpoint')]);
    expect(met.output).toContain('hint: run this task alone at a terminal');
  });
});

describe('an application', () => {
  /** Starts Nx without a terminal; what it has printed when it ends. */
  function started(args: readonly string[]) {
    const nx = join(workspace.root, 'node_modules/nx/dist/bin/nx.js');
    return execa(process.execPath, [nx, ...args], {
      cwd: workspace.root,
      env: { ...quiet, NX_CACHE_DIRECTORY: join(workspace.root, '.nx/cache') },
      reject: false,
      all: true,
      stdin: 'ignore',
    });
  }

  const answer = async (port: number) => {
    try {
      return await (await fetch(`http://127.0.0.1:${port}/`)).text();
    } catch {
      return '';
    }
  };
  const left = () => processesIn(join(workspace.root, '.venv'));

  /** What `report` says about a server, and of the run. */
  const reported = async (task: string) => {
    const { exitCode, output } = await workspace.nxSignal(['report', '--json']);
    const { tasks } = JSON.parse(output) as { tasks: { id: string; status: string }[] };
    return { exitCode, status: tasks.find(({ id }) => id === task)?.status };
  };

  it.each(['SIGINT', 'SIGTERM', 'SIGKILL'] as const)(
    'answers until %s, and leaves nothing behind',
    async (signal) => {
      const port = await freePort();
      const nx = started(['serve', 'web', '--', String(port)]);
      await until(() => answer(port), 'the server answers', 60);
      expect(await answer(port)).toBe('hello from web');
      nx.kill(signal);
      const { all } = await nx;
      await until(async () => (await left()).length === 0, 'the server is gone', 30);
      expect(await answer(port), all).toBe('');
    },
  );

  it('hears of one Ctrl-C at a terminal', async () => {
    const port = String(await freePort());
    const { exitCode, output } = await terminal(
      ['run', 'web:serve', port],
      [['Serving HTTP', '\u0003']],
    );
    expect(exitCode, output).toBe(130);
    expect(output).toContain(`127.0.0.1 port ${port}`);
    expect(await left()).toEqual([]);
    expect(await reported('web:serve')).toMatchObject({ exitCode: 0, status: 'success' });
  });

  it('says what is missing, and how it has ended', async () => {
    const missing = await workspace.nx(['serve', 'nothing']);
    expect(missing.exitCode).toBe(1);
    expect(missing.output).toContain(
      'error [PROGRAM_MISSING]: gunicorn, which nothing:serve starts, is neither in the environment',
    );
    expect(missing.output).toContain('`uv add --directory libs/nothing gunicorn`');
    const crashed = await workspace.nx(['serve', 'crashing']);
    expect(crashed.exitCode).toBe(1);
    expect(crashed.output).toContain('exited with code 7');
    expect(await reported('crashing:serve')).toMatchObject({ exitCode: 1, status: 'failure' });
    const dropped = await workspace.nx(['serve', 'web', '--cgi', '--', '9000']);
    expect(dropped.output).toContain('error [ARGUMENT_REFUSED]: --cgi, before `--`,');
  });
});

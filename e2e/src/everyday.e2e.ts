import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { splitCommand } from './harness/command-line.js';
import { freePort } from './harness/free-port.js';
import { parseOutputs } from './harness/nx-run.js';
import { repository } from './harness/paths.js';
import { processesIn, until } from './harness/processes.js';
import {
  createPythonWorkspace,
  rootManifest,
  usualSettings,
  usualTools,
} from './harness/python-workspace.js';
import { readSignal } from './harness/signal-file.js';
import { atTerminal, type Step } from './harness/terminal.js';
import type { Workspace } from './harness/workspace.js';

const prices = `from api import prices


def test_zero() -> None:
    assert prices.price(0) == 0


def test_one() -> None:
    assert prices.price(1) == 2
`;

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

const unused = 'import os\n\nX = 1\n';

const api = {
  files: {
    'src/api/prices.py': 'def price(count: int) -> int:\n    return 2 * count\n',
    'tests/unit/test_prices.py': prices,
    'tests/integration/test_shop.py': 'def test_shop() -> None:\n    assert True\n',
  },
};

/** What says that it serves, and with what. */
const served = `[tool.nx-signal]
serve = ["python", "-c", "import sys, time; print(f'serving {sys.argv[1:]}'); time.sleep(600)"]
`;

/** A server of Python's own, and what cannot serve. */
const web = `[tool.nx-signal]
serve = "python -m http.server --bind 127.0.0.1 --directory site"
`;

let workspace: Workspace;
/** In which all is as it should be. */
let guided: Workspace;
beforeAll(async () => {
  guided = await createPythonWorkspace({
    projects: { api: { ...api, pyproject: served }, library: {} },
    files: { 'pyproject.toml': rootManifest(usualSettings, [...usualTools, 'coverage==7.17.5']) },
    options: { coverage: { lines: 50, patch: 90 } },
  });
  workspace = await createPythonWorkspace({
    projects: {
      api,
      other: {
        files: {
          'src/other/unused.py': unused,
          'tests/unit/test_broken.py': 'def test_red() -> None:\n    raise ValueError\n',
        },
      },
      debugged: { files: { 'tests/unit/test_talking.py': talking } },
      owner: {
        files: {
          'project.json': '{ "targets": { "fix": { "command": "echo my own fix" } } }',
        },
      },
      web: { files: { 'site/index.html': 'hello from web' }, pyproject: web },
      nothing: { pyproject: '[tool.nx-signal]\nserve = "gunicorn nothing:app"\n' },
      crashing: { pyproject: `[tool.nx-signal]\nserve = "python -c 'raise SystemExit(7)'"\n` },
      undeclared: { files: { 'src/undeclared/uses.py': 'import api\n\nprint( api.NAME )\n' } },
    },
  });
});
afterEach(() => workspace.reset());
afterAll(async () => {
  await workspace.dispose();
  await guided.dispose();
});

describe('each command of the guide', () => {
  const guide = readFileSync(join(repository, 'docs/guides/everyday.md'), 'utf8');
  const rowsOf = (program: RegExp) =>
    [...guide.matchAll(program)].map(
      ([, line = '']) => line.split(/ {2,}# /) as [string, string | undefined],
    );

  it('is in the package, where AGENTS.md points to', () => {
    expect(guided.read('node_modules/@nx-signal/python/docs/guides/everyday.md')).toBe(guide);
  });

  const rows = rowsOf(/^ *npx nx (.*)$/gm);

  describe('about a run', () => {
    const about = rowsOf(/^ *npx nx-signal (.*)$/gm);

    beforeAll(async () => {
      await guided.nx(['run-many', '-t', 'signal']);
    });

    it.each(about)('npx nx-signal %s', async (command) => {
      const words = splitCommand(command);
      const { exitCode, output } = await guided.nxSignal(words);
      expect(exitCode, output).toBe(0);
      for (const file of words.filter((word) => word.endsWith('.json')))
        expect(guided.has(file)).toBe(true);
    });

    it('there are some', () => expect(about.length).toBeGreaterThan(6));
  });

  const remarks = ['at a terminal', 'until Ctrl-C'];

  it.each(rows.filter(([, remark = '']) => !remarks.includes(remark)))(
    'npx nx %s',
    async (command, remark = '') => {
      const { exitCode, output } = await guided.nx(splitCommand(command));
      const failure = /^fails: (.*?)(?:,|$)/.exec(remark)?.[1];
      expect(exitCode, output).toBe(failure === undefined ? 0 : 1);
      expect(output).toContain(failure ?? '');
    },
  );

  it.each(rows.filter(([, remark]) => remark === 'at a terminal'))('npx nx %s', async (command) => {
    const { output } = await terminal(splitCommand(command), [['(Pdb)', 'c\n']], guided);
    expect(output).toContain('1 passed');
  });

  it.each(rows.filter(([, remark]) => remark === 'until Ctrl-C'))('npx nx %s', async (command) => {
    const words = splitCommand(command);
    const { exitCode, output } = await terminal(words, [['serving', '\u0003']], guided);
    expect(exitCode, output).toBe(130);
    const typed = words.slice(words.indexOf('--') + 1 || words.length);
    expect(output).toContain(
      `serving ${JSON.stringify(typed).replaceAll('"', "'").replace(',', ', ')}`,
    );
  });
});

const plain = { NX_DAEMON: 'false', NX_NO_CLOUD: 'true', CI: '', NX_TUI: 'false' };

function terminal(args: readonly string[], steps: readonly Step[], { root } = workspace) {
  const nx = join(root, 'node_modules/nx/dist/bin/nx.js');
  return atTerminal([process.execPath, nx, ...args], steps, {
    cwd: root,
    env: { ...plain, NX_CACHE_DIRECTORY: join(root, '.nx/cache') },
  });
}

describe('what is typed reaches the tool', () => {
  const passed = (output: string) => /(\d+) passed/.exec(output)?.[1];

  it.each([[[]], [['--batch=false']]])('merged and alone: %j', async (more) => {
    const test = (...words: string[]) => workspace.nx(['run', 'api:test:unit', ...more, ...words]);
    expect(passed((await test()).output)).toBe('3');
    for (const words of [
      ['--', '-k', 'zero', '-x'],
      ['--args=-k "zero or nothing"'],
      ['tests/unit/test_prices.py::test_zero'],
      ['libs/api/tests/unit/test_prices.py::test_zero'],
      [join(workspace.root, 'libs/api/tests/unit/test_prices.py::test_zero')],
    ]) {
      const { exitCode, output } = await test(...words);
      expect([exitCode, passed(output)], output).toEqual([0, '1']);
    }
    const none = await test('--', '-k', 'nothing');
    expect(none.tasks, none.output).toEqual({ 'api:test:unit': 'failed' });
    const twice = await test('--args=--maxfail', '--args=2');
    expect(twice.exitCode, twice.output).toBe(0);
    expect(twice.output).not.toMatch(/^\s+at .*\.js:\d/m);
  });

  it('with others in one batch', async () => {
    const { tasks, output } = await workspace.nx([
      'run-many',
      '-t',
      'test:unit',
      '-p',
      'api',
      'other',
      'owner',
      '--',
      '-k',
      'not red',
    ]);
    expect(Object.values(tasks), output).toEqual(['ran', 'ran', 'ran']);
    expect(output).not.toContain('ValueError');
  });

  it('and its result is one of its own', async () => {
    const lint = async (...words: string[]) => {
      const { tasks } = await workspace.nx(['run', 'other:lint', ...words]);
      return tasks['other:lint'];
    };
    expect(await lint()).toBe('failed');
    expect(await lint('--ignore=F401')).toBe('ran');
    expect(await lint('--ignore', 'F401')).toBe('cached');
    expect(await lint('--', '--ignore', 'F401')).toBe('cached');
    expect(await lint('--ignore=I001')).toBe('failed');
    expect(await lint('src/other/__init__.py')).toBe('ran');
    expect(await lint('libs/other/src/other/unused.py')).toBe('failed');
    workspace.write('libs/other/src/other/__init__.py', unused);
    expect(await lint('src/other/__init__.py')).toBe('failed');
  });

  it('an edit by a cached target is no success', async () => {
    const lint = () => workspace.nx(['run', 'other:lint', '--fix']);
    const formatted = 'import os\n\nprint(os.name, os.name)\nimport sys  # noqa: E402\n';
    workspace.write('libs/other/src/other/unused.py', formatted);
    const first = await lint();
    expect(first.tasks, first.output).toEqual({ 'other:lint': 'failed' });
    expect(first.output).toContain('error [INPUTS_CHANGED]');
    expect(workspace.read('libs/other/src/other/unused.py')).not.toContain('import sys');
    const second = await lint();
    expect(second.tasks, second.output).toEqual({ 'other:lint': 'ran' });
  });
});

describe('a failure', () => {
  it('is told in the first lines, with the command that runs exactly that again', async () => {
    workspace.write('libs/api/src/api/wrong.py', 'import os\n\ncount: int = "two"\n');
    workspace.append(
      'libs/api/tests/unit/test_prices.py',
      '\n\ndef test_two() -> None:\n    assert prices.price(2) == 5\n',
    );
    const { output } = await workspace.nx([
      'run-many',
      '-t',
      'lint',
      'typecheck',
      'test:unit',
      '-p',
      'api',
    ]);
    const texts = parseOutputs(output);
    const first = (id: string) => (texts[id] ?? '').split('\n').slice(0, 4).join('\n');
    expect(first('api:lint')).toContain(
      'libs/api/src/api/wrong.py:1  F401  `os` imported but unused',
    );
    expect(first('api:typecheck')).toContain(
      'libs/api/src/api/wrong.py:3  assignment  Incompatible types',
    );
    const tests = first('api:test:unit');
    expect(tests).toContain('libs/api/tests/unit/test_prices.py:13  AssertionError  assert 4 == 5');
    const report = await workspace.nxSignal(['report']);
    expect(report.exitCode, report.output).toBe(1);
    expect(report.output).toContain(tests.split('\n')[1]);
    expect(report.output).toMatch(/^Unit tests +[\d.]+ s +1 task +1 ran +1 red$/m);
    expect(report.output).toMatch(/^Security audit +not measured +not set up$/m);
    const again = /again: npx nx (.*)/.exec(tests)?.[1] ?? '';
    const run = await workspace.nx(splitCommand(again));
    expect(run.output).toContain('1 failed');
    expect(run.output).not.toContain('passed');
  });
});

describe('a program reads', () => {
  const all = ['run-many', '-t', 'lint', 'typecheck', 'test:unit', '-p', 'api'];
  const files = ['signal.sarif', 'codequality.json', 'junit.xml'].map(
    (name) => `dist/reports/${name}`,
  );

  it.each([
    ['merged', []],
    ['alone', ['--batch=false']],
  ])('what failed: %s', async (_how, more) => {
    workspace.write('libs/api/src/api/wrong.py', 'import os\n\ncount: int = "two"\n');
    workspace.append(
      'libs/api/tests/unit/test_prices.py',
      '\n\ndef test_two() -> None:\n    assert prices.price(2) == 5\n',
    );
    await workspace.nx([...all, ...more]);
    // Before anything completes it.
    const early = readSignal(workspace);
    expect(early).toMatchObject({ verdict: 'red', complete: false });
    const { output } = await workspace.nxSignal(['report', '--sarif', '--codequality', '--junit']);
    const signal = readSignal(workspace);
    expect(signal).toMatchObject({ verdict: 'red', complete: true, changed: true });
    expect(signal.findings).toEqual(early.findings);
    const found = signal.findings.map(({ task, file, line, code }) => [task, file, line, code]);
    expect(found, output).toEqual([
      ['api:lint', 'libs/api/src/api/wrong.py', 1, 'F401'],
      ['api:test:unit', 'libs/api/tests/unit/test_prices.py', 13, 'AssertionError'],
      ['api:typecheck', 'libs/api/src/api/wrong.py', 3, 'assignment'],
    ]);
    expect(signal.tasks.map(({ id, status, source }) => [id, status, source])).toEqual([
      ['api:lint', 'failure', 'ran'],
      ['api:test:unit', 'failure', 'ran'],
      ['api:typecheck', 'failure', 'ran'],
    ]);
    const [sarif = '', quality = '', junit = ''] = files.map((file) => workspace.read(file));
    expect(JSON.parse(sarif).runs).toHaveLength(3);
    expect(JSON.parse(quality)).toHaveLength(3);
    expect(junit).toContain('<testsuite name="api:test:unit"');
    expect(junit).toContain('test_two');
  });

  it('that all is green, also where it was replayed', async () => {
    await workspace.nx(all);
    await workspace.nx(all);
    await workspace.nxSignal(['report']);
    const signal = readSignal(workspace);
    expect(signal).toMatchObject({ verdict: 'green', complete: true, environment: null });
    expect(signal.tasks.map(({ source }) => source)).toEqual(['local', 'local', 'local']);
    expect(signal.commit).toMatch(/^[0-9a-f]{40}$/);
  });

  it('what the runs came to', async () => {
    const { exitCode, output } = await workspace.nxSignal(['history', '--json']);
    expect(exitCode, output).toBe(0);
    const { runs, verdicts, rates } = JSON.parse(output);
    expect(verdicts.red).toBeGreaterThan(1);
    expect(verdicts.green).toBeGreaterThan(1);
    expect(runs).toBeGreaterThan(3);
    expect(rates.nx.hits).toBeGreaterThanOrEqual(3);
    expect(rates.mypy).toBeNull();
  });

  it('that a task could not do its work', async () => {
    workspace.append('libs/api/pyproject.toml', '\n[tool.nx-signal]\ntypeCheker = "mypy"\n');
    await workspace.nx([...all, 'other']);
    const signal = readSignal(workspace);
    expect(signal.verdict).toBe('broken');
    expect(signal.findings.find(({ task }) => task === 'api:lint')).toMatchObject({
      tool: 'nx-signal',
      code: 'OPTIONS_INVALID',
      file: 'libs/api/pyproject.toml',
      line: 13,
    });
  });
});

describe('the target that edits', () => {
  it('runs where an import is undeclared, and leaves a fix of the project alone', async () => {
    const { exitCode, output } = await workspace.nx([
      'run-many',
      '-t',
      'fix',
      '-p',
      'undeclared',
      'owner',
    ]);
    expect(exitCode, output).toBe(0);
    expect(workspace.read('libs/undeclared/src/undeclared/uses.py')).toContain('print(api.NAME)');
    const own = await workspace.nx(['run', 'owner:fix']);
    expect(own.output).toContain('my own fix');
    const { output: shown } = await workspace.nx(['show', 'project', 'api', '--json']);
    expect(Object.keys(JSON.parse(shown).targets)).not.toContain('format');
  });
});

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
    const run = ['run', 'other:test:unit', '--', '-k', 'red', '--pdb'];
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
      env: { ...plain, NX_CACHE_DIRECTORY: join(workspace.root, '.nx/cache') },
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
    const dropped = await workspace.nx(['serve', 'web', '--cgi', '--', '9000']);
    expect(dropped.output).toContain('error [ARGUMENT_REFUSED]: --cgi, before `--`,');
  });
});

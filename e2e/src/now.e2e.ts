import { mkdirSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Asker, sourcesOf } from './engine/asker.js';
import { parseOutputs } from './harness/nx-run.js';
import { isAlive, until } from './harness/processes.js';
import { createPythonWorkspace } from './harness/python-workspace.js';
import type { Workspace } from './harness/workspace.js';

const projects = {
  models: {
    files: { 'src/models/sizes.py': 'def double(size: int) -> int:\n    return 2 * size\n' },
  },
  api: {
    dependencies: ['models'],
    files: {
      'tests/unit/test_sizes.py':
        'from models.sizes import double\n\n\ndef test_double() -> None:\n    assert double(2) == 4\n',
    },
  },
};

/** A project of nobody's plugin, with a target of the same name. */
const foreign = {
  'tools/web/project.json': JSON.stringify({
    name: 'web',
    targets: {
      lint: { command: 'cat tools/web/words.txt', cache: true, inputs: ['{projectRoot}/**/*'] },
      signal: { executor: 'nx:noop', dependsOn: ['lint'] },
    },
  }),
  'tools/web/words.txt': 'words of the web\n',
};

describe.each(['current', 'previous'] as const)('now, on the %s Nx', (nx) => {
  let workspace: Workspace;
  let asker: Asker;
  beforeAll(async () => {
    workspace = await createPythonWorkspace({ projects, files: foreign, nx });
    asker = new Asker(workspace);
  });
  afterAll(() => asker.dispose());

  it('stores what it runs as Nx does, which replays all of it', async () => {
    const verdict = await asker.ask();
    expect(verdict).toMatchObject({ version: 1, verdict: 'green', findings: [] });
    expect(new Set(Object.values(sourcesOf(verdict)))).toEqual(new Set(['ran']));
    expect(Object.keys(sourcesOf(verdict))).toEqual([
      'api:lint',
      'api:test:unit',
      'api:typecheck',
      'models:lint',
      'models:test:unit',
      'models:typecheck',
      'web:lint',
    ]);
    const { tasks } = await workspace.nx(['run-many', '-t', 'signal']);
    expect(new Set(Object.values(tasks))).toEqual(new Set(['cached']));
    expect(Object.keys(tasks).sort()).toEqual(Object.keys(sourcesOf(verdict)));
  });

  it('has another program, which becomes it where there is no engine', async () => {
    const { stdout } = await asker.start(['--json'], {}, 'nx-signal-now');
    expect(JSON.parse(stdout)).toMatchObject({ verdict: 'green' });
    // As on systems where no shell can start it.
    const program = join(workspace.root, 'node_modules/.bin/nx-signal-now');
    const byNode = await execa(process.execPath, [program, '--help'], { cwd: workspace.root });
    expect(byNode.stdout).toMatch(/^nx-signal now /);
  });

  it('replays what Nx has stored', async () => {
    workspace.replace('libs/models/src/models/sizes.py', '2 * size', 'size + size');
    await workspace.nx(['run-many', '-t', 'signal']);
    workspace.remove('dist');
    const verdict = await asker.ask();
    expect(new Set(Object.values(sourcesOf(verdict)))).toEqual(new Set(['local']));
    expect(workspace.has('dist/reports/api/test-unit/junit.xml')).toBe(true);
  });
});

describe('the verdict', () => {
  let workspace: Workspace;
  let asker: Asker;
  beforeAll(async () => {
    workspace = await createPythonWorkspace({ projects, files: foreign });
    asker = new Asker(workspace);
    await asker.ask();
  });
  afterEach(() => workspace.reset());
  afterAll(() => asker.dispose());

  it('is of the bytes, whatever their file’s time and size say', async () => {
    const file = 'libs/models/src/models/sizes.py';
    const path = join(workspace.root, file);
    const { atimeNs, mtimeNs } = statSync(path, { bigint: true });
    await until(() => Date.now() * 1e6 > Number(mtimeNs) + 4e9, 'the file is no new one', 10);
    await asker.ask();
    workspace.replace(file, '2 * size', '3 * size');
    await execa('python3', [
      '-c',
      `import os; os.utime(${JSON.stringify(path)}, ns=(${atimeNs}, ${mtimeNs}))`,
    ]);
    expect(statSync(path, { bigint: true }).mtimeNs).toBe(mtimeNs);
    const verdict = await asker.ask();
    expect(verdict.verdict).toBe('red');
    expect(sourcesOf(verdict)).toMatchObject({ 'api:test:unit': 'ran', 'api:lint': 'local' });
  });

  it('is told with what was found, and what Nx says of the same bytes', async () => {
    workspace.append('libs/models/src/models/sizes.py', 'import os\nbad: int = "x"\n');
    const verdict = await asker.ask();
    expect(verdict.verdict).toBe('red');
    const file = 'libs/models/src/models/sizes.py';
    expect(verdict.findings).toContainEqual(
      expect.objectContaining({ task: 'models:lint', file, line: 3, code: 'F401' }),
    );
    expect(verdict.findings).toContainEqual(
      expect.objectContaining({ task: 'models:typecheck', file, line: 4, code: 'assignment' }),
    );
    const nx = await workspace.nx(['run-many', '-t', 'signal', '--skip-nx-cache']);
    const texts = parseOutputs(nx.output);
    for (const { id, status, text } of verdict.tasks) {
      expect(nx.tasks[id]).toBe(status === 'success' ? 'ran' : 'failed');
      if (text !== null && !id.includes('test')) expect(texts[id]?.trim()).toBe(text.trim());
    }
    const { exitCode, output } = await workspace.nxSignal(['now']);
    expect(exitCode).toBe(1);
    expect(output).toMatch(/^models:lint failed: \d findings?\n {2}libs\/models/m);
    expect(output).toMatch(/\nred: 7 tasks, \d of them replayed, \d failed \(\d+\.\d\d s\)$/);
  });

  it('is the broken project’s own when a pyproject.toml is not TOML', async () => {
    workspace.write('libs/api/pyproject.toml', '[project\n');
    const verdict = await asker.ask(['-t', 'lint']);
    const status = Object.fromEntries(verdict.tasks.map((task) => [task.id, task.status]));
    expect(status).toMatchObject({ 'api:lint': 'failure', 'models:lint': 'success' });
    expect(verdict.tasks.find(({ id }) => id === 'api:lint')?.text).toContain('PYPROJECT_SYNTAX');
  });

  it('is only over what was asked for', async () => {
    const verdict = await asker.ask(['-t', 'lint,typecheck', 'models']);
    expect(Object.keys(sourcesOf(verdict))).toEqual(['models:lint', 'models:typecheck']);
  });

  it.each([
    [['-t', 'lnt'], 'did you mean lint?'],
    [['modles'], 'did you mean models?'],
    [['--jsn'], 'did you mean --json?'],
  ])('is none, with exit code 2, for %j', async (args, hint) => {
    const { exitCode, output } = await workspace.nxSignal(['now', ...args]);
    expect(exitCode).toBe(2);
    expect(output).toContain(hint);
  });

  it('is the same for two who ask at once', async () => {
    workspace.replace('libs/models/src/models/sizes.py', '2 * size', 'size * 2');
    const verdicts = await Promise.all([asker.ask(), asker.ask()]);
    expect(verdicts.map(({ verdict }) => verdict)).toEqual(['green', 'green']);
  });

  it('is of the bytes at its end, and none of those between is stored', async () => {
    const sizes = 'libs/models/src/models/sizes.py';
    const begun = 'libs/models/dist/begun.txt';
    workspace.write(
      'libs/models/tests/unit/test_slow.py',
      [
        'import time',
        'from pathlib import Path',
        '',
        '',
        'def test_slow() -> None:',
        '    begun = Path(__file__).parents[2] / "dist" / "begun.txt"',
        '    if not begun.exists():',
        '        begun.parent.mkdir(exist_ok=True)',
        '        begun.write_text("")',
        '        time.sleep(3)',
        '    from models.sizes import double',
        '',
        '    assert double(5) == 10',
        '',
      ].join('\n'),
    );
    // Wrong when it is asked, and mended while the test sleeps: what the test sees then is right.
    workspace.replace(sizes, '2 * size', '3 * size');
    const answered = asker.ask(['-t', 'test:unit', 'models']);
    await until(() => workspace.has(begun), 'the test has begun', 60);
    workspace.replace(sizes, '3 * size', '2 * size');
    expect((await answered).verdict).toBe('green');
    workspace.replace(sizes, '2 * size', '3 * size');
    expect((await asker.ask(['-t', 'test:unit', 'models'])).verdict).toBe('red');
    workspace.replace(sizes, '3 * size', '2 * size');
    expect(sourcesOf(await asker.ask(['-t', 'test:unit', 'models']))).toEqual({
      'models:test:unit': 'local',
    });
  });

  it('needs no home that it can write to', async () => {
    const home = join(workspace.root, 'dist', 'home');
    mkdirSync(home, { recursive: true, mode: 0o500 });
    utimesSync(home, 0, 0);
    const env = { HOME: home, UV_CACHE_DIR: join(workspace.root, 'dist', 'uv') };
    const { exitCode, output } = await workspace.nxSignal(['now'], { env });
    expect(output).toMatch(/^green: /m);
    expect(exitCode).toBe(0);
    // As the file system says it was; a run as root may write anywhere.
    expect(statSync(home).mtimeMs).toBe(0);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'is none after %s, and nothing is left',
    async (signal) => {
      const file = 'libs/api/tests/unit/test_long.py';
      workspace.write(
        file,
        [
          'import os',
          'import time',
          'from pathlib import Path',
          '',
          '',
          'def test_long() -> None:',
          '    Path(__file__).with_name("pid.txt").write_text(str(os.getpid()))',
          '    time.sleep(600)',
          '',
        ].join('\n'),
      );
      const pid = 'libs/api/tests/unit/pid.txt';
      const asked = execa(
        process.execPath,
        [join(workspace.root, 'node_modules/.bin/nx-signal'), 'now'],
        { cwd: workspace.root, env: workspace.variables({}), reject: false },
      );
      await until(() => workspace.has(pid) && workspace.read(pid) !== '', 'the test runs', 60);
      const child = Number(workspace.read(pid));
      asked.kill(signal);
      const { exitCode, stdout } = await asked;
      // Nx may come to its end first, and then says that it was interrupted, whatever the signal.
      expect(signal === 'SIGINT' ? [130] : [130, 143]).toContain(exitCode);
      expect(stdout).not.toContain('green');
      await until(() => !isAlive(child), 'the test is gone', 60);
    },
  );
});

import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Asker, sourcesOf } from './engine/asker.js';
import { changes, options, projects } from './engine/changes.js';
import { expectSameAsNx } from './engine/same-as-nx.js';
import { isAlive, until } from './harness/processes.js';
import { createPythonWorkspace } from './harness/python-workspace.js';

const hanging = `import os
import time
from pathlib import Path


def test_hang() -> None:
    Path(__file__).with_name("pid.txt").write_text(str(os.getpid()))
    time.sleep(600)
`;

/** Sleeps the first time, until well after an edit, and then looks at what was edited. */
const sleepingOnce = `import time
from pathlib import Path


def test_slow() -> None:
    begun = Path(__file__).parents[2] / "dist" / "begun.txt"
    if not begun.exists():
        begun.parent.mkdir(exist_ok=True)
        begun.write_text("")
        time.sleep(3)
    from models.sizes import double

    assert double(5) == 10
`;

let asker: Asker;
beforeAll(async () => {
  asker = new Asker(await createPythonWorkspace({ projects, options }), true);
});
afterAll(() => asker.dispose());

const sizes = 'libs/models/src/models/sizes.py';

describe('the engine', () => {
  it('is started by the first question, and answers the next ones', async () => {
    expect((await asker.ask()).verdict).toBe('green');
    const engine = await asker.engine();
    const next = await asker.ask();
    expect(next.said).toBe('');
    expect(new Set(Object.values(sourcesOf(next)))).toEqual(new Set(['local']));
    expect(asker.log.at(-1)).toMatch(new RegExp(` ${engine} green`));
  });

  it('begins with the graph that it has made when it started', async () => {
    const { workspace } = asker;
    process.kill(await asker.engine(), 'SIGKILL');
    await asker.ask();
    await asker.engine();
    await until(() => asker.log.at(-1)?.endsWith(' is ready'), 'it has hashed all tasks');
    workspace.append(sizes, '\n\nFIRST = 1\n');
    const { tasks, verdict } = await asker.ask();
    expect(asker.log.at(-1)).toMatch(/ green with the graph before/);
    expect(verdict).toBe('green');
    const { tasks: byNx } = await workspace.nx(['run-many', '-t', 'signal']);
    expect(Object.keys(byNx).sort()).toEqual(tasks.map(({ id }) => id));
    expect(new Set(Object.values(byNx))).toEqual(new Set(['cached']));
    await workspace.reset();
  });

  it('begins with the variables that .env files have by then', async () => {
    const { workspace } = asker;
    const green = await asker.ask();
    process.kill(await asker.engine(), 'SIGKILL');
    workspace.write('libs/api/.env', 'COLOUR=red\n');
    await asker.ask();
    await asker.engine();
    await until(() => asker.log.at(-1)?.endsWith(' is ready'), 'it has hashed all tasks');
    expect([green.verdict, (await asker.ask()).verdict]).toEqual(['green', 'red']);
    await expectSameAsNx(asker, {}, 'a file of variables that was there');
    // The one at the root may say that the others are not read.
    workspace.write('.env', 'NX_LOAD_DOT_ENV_FILES=false\n');
    await expectSameAsNx(asker, {}, 'a file of variables that is not read');
    for (const file of ['.env', 'libs/api/.env']) workspace.remove(file);
    expect((await asker.ask()).verdict).toBe('green');
  });

  it('says the same to whoever asks without Node', async () => {
    const words = async (args: readonly string[], program?: 'nx-signal-now') => {
      const { stdout, stderr, exitCode } = await asker.start(args, {}, program);
      return { stdout: stdout.replace(/\(\d+\.\d\d s\)$/, ''), stderr, exitCode };
    };
    asker.workspace.append(sizes, 'import os\n');
    const red = await words(['now', '-t', 'lint', 'models']);
    expect(red).toMatchObject({ exitCode: 1, stderr: '' });
    expect(red.stdout).toContain('F401');
    expect(await words(['-t', 'lint', 'models'], 'nx-signal-now')).toEqual(red);
    const wrong = await words(['now', 'nobody']);
    expect(wrong.exitCode).toBe(2);
    expect(await words(['nobody'], 'nx-signal-now')).toEqual(wrong);
    await asker.workspace.reset();
  });

  it('gives its answer again while nothing changes, and puts back what is missing', async () => {
    const isKept = () => asker.log.at(-1)?.endsWith(' as before');
    const first = await asker.ask();
    const second = await asker.ask();
    expect([isKept(), sourcesOf(second)]).toEqual([true, sourcesOf(first)]);
    const report = 'dist/reports/shop/test-unit/junit.xml';
    expect(asker.workspace.has(report)).toBe(true);
    asker.workspace.remove(report);
    await asker.ask();
    expect([isKept(), asker.workspace.has(report)]).toEqual([false, true]);
  });

  it('gives it to a shell in another folder, too, unless a file takes a variable of that', async () => {
    const { workspace } = asker;
    const isKept = () => asker.log.at(-1)?.endsWith(' as before');
    await asker.ask([], { SHLVL: '1' });
    await asker.ask([], { SHLVL: '7', OLDPWD: '/', COLUMNS: '91' });
    expect(isKept()).toBe(true);
    workspace.write('.env', 'COLOUR=$SHLVL\n');
    expect((await asker.ask([], { SHLVL: 'blue' })).verdict).toBe('green');
    expect((await asker.ask([], { SHLVL: 'blue', OLDPWD: '/' })).verdict).toBe('green');
    expect(isKept()).toBe(true);
    expect((await asker.ask([], { SHLVL: 'red' })).verdict).toBe('red');
    workspace.remove('.env');
    await asker.ask();
  });

  it('makes no graph anew for an edit that cannot change it, which explain names all the same', async () => {
    const { workspace } = asker;
    const hasKept = () => asker.log.at(-1)?.includes(' with the graph before');
    await asker.ask();
    workspace.append(sizes, '\n\nX = 1\n');
    const { tasks } = await asker.ask();
    expect([hasKept(), tasks.find(({ id }) => id === 'models:lint')?.source]).toEqual([
      true,
      'ran',
    ]);
    workspace.append(sizes, 'Y = 1\n');
    await asker.ask();
    expect(hasKept()).toBe(true);
    const { output } = await workspace.nxSignal(['explain', 'models:lint']);
    expect(output).toContain(sizes);
    workspace.write(sizes, `import shop.prices\n${workspace.read(sizes)}`);
    await asker.ask();
    expect(hasKept()).toBe(false);
    await workspace.restore();
    await asker.ask();
  });

  it('hands Nx no task whose result is known and in place, and tells of it all the same', async () => {
    const { workspace } = asker;
    const settled = () => Number(asker.log.at(-1)?.match(/, (\d+) tasks known$/)?.[1] ?? 0);
    const first = await asker.ask();
    const edit = async (text: string, env: Record<string, string> = {}) => {
      workspace.append('libs/api/tests/unit/test_colour.py', text);
      return await asker.ask([], env);
    };
    const second = await edit('\n\nX = 1\n');
    const others = first.tasks.filter(({ id }) => !id.startsWith('api:'));
    expect(settled()).toBeGreaterThanOrEqual(others.length);
    expect(second.tasks.map(({ id }) => id)).toEqual(first.tasks.map(({ id }) => id));
    // Nx has written down all of them, as after a run of its own.
    const { tasks } = JSON.parse(workspace.read('.nx/cache/run.json'));
    const record = (tasks as Record<string, string>[]).map((task) => [task.taskId, task]);
    for (const { id, hash, source } of second.tasks) {
      const cacheStatus = source === 'ran' ? 'cache-miss' : 'local-cache-hit';
      expect(Object.fromEntries(record)[id]).toMatchObject({ hash, cacheStatus, status: 0 });
    }
    // Nor when a file is edited that stands for all names of modules; whose answer is kept as ever.
    workspace.append('libs/api/src/api/__init__.py', 'HERE = 1\n');
    const third = await asker.ask();
    const before = settled();
    expect([before >= others.length, third.verdict]).toEqual([true, 'green']);
    await asker.ask();
    expect(asker.log.at(-1)).toMatch(/ as before$/);
    // Of a smaller question all may be known.
    const part = await asker.ask(['-t', 'lint']);
    expect([part.verdict, part.tasks.length, settled() >= part.tasks.length]).toEqual([
      'green',
      3,
      true,
    ]);
    await asker.ask();
    // What is not in place is brought back, by Nx.
    const report = 'dist/reports/shop/test-unit/junit.xml';
    workspace.remove(report);
    await edit('Y = 1\n');
    expect([workspace.has(report), settled()]).toEqual([true, before - 1]);
    // Whoever wants no replays gets none.
    const anew = sourcesOf(await edit('Z = 1\n', { NX_SKIP_NX_CACHE: 'true' }));
    expect([new Set(Object.values(anew)), settled()]).toEqual([new Set(['ran']), 0]);
    const again = sourcesOf(await asker.ask([], { NX_SKIP_NX_CACHE: 'true' }));
    expect(again).toEqual(anew);
    await workspace.reset();
  });

  it('has Nx record each run once', async () => {
    const { workspace } = asker;
    for (const name of ['A', 'B', 'C']) {
      workspace.append(sizes, `${name} = 1\n`);
      await asker.ask();
    }
    const twice = 'SELECT count(*) - count(DISTINCT hash || start) FROM task_history';
    const code = `import glob, sqlite3; print([sqlite3.connect(f).execute("${twice}").fetchone()[0] for f in glob.glob("*.db")])`;
    const cwd = join(workspace.root, '.nx/workspace-data');
    expect((await execa('python3', ['-c', code], { cwd })).stdout).toBe('[0]');
    await workspace.reset();
  });

  it('stores what it runs as Nx does', async () => {
    asker.workspace.replace(sizes, '2 * size', 'size + size');
    const verdict = await asker.ask();
    expect(sourcesOf(verdict)).toMatchObject({ 'models:lint': 'ran', 'shop:test:unit': 'ran' });
    const { tasks } = await asker.workspace.nx(['run-many', '-t', 'signal']);
    expect(new Set(Object.values(tasks))).toEqual(new Set(['cached']));
    expect(Object.keys(tasks).sort()).toEqual(verdict.tasks.map(({ id }) => id));
    await asker.workspace.restore();
  });

  it('stores nothing of bytes that changed meanwhile', async () => {
    const { workspace } = asker;
    const ask = () => asker.ask(['-t', 'test:unit', 'models']);
    workspace.write('libs/models/tests/unit/test_slow.py', sleepingOnce);
    // Wrong when it is asked, and mended while the test sleeps: what the test sees then is right.
    workspace.replace(sizes, '2 * size', '3 * size');
    const answered = ask();
    await until(() => workspace.has('libs/models/dist/begun.txt'), 'the test has begun');
    workspace.replace(sizes, '3 * size', '2 * size');
    expect((await answered).verdict).toBe('green');
    workspace.replace(sizes, '2 * size', '3 * size');
    expect((await ask()).verdict).toBe('red');
    workspace.replace(sizes, '3 * size', '2 * size');
    expect(sourcesOf(await ask())).toEqual({ 'models:test:unit': 'local' });
    await workspace.reset();
  });

  it('ends what it has started when nobody waits any more, and answers the next one', async () => {
    const engine = await asker.engine();
    const folder = 'libs/api/tests/unit';
    asker.workspace.write(`${folder}/test_hang.py`, hanging);
    const asked = asker.start(['now']);
    const pid = await until(
      () => asker.workspace.has(`${folder}/pid.txt`) && asker.workspace.read(`${folder}/pid.txt`),
      'the test runs',
    );
    asked.kill('SIGINT');
    expect((await asked).exitCode).toBe(130);
    await until(() => !isAlive(Number(pid)), 'the test is gone');
    await asker.workspace.reset();
    expect((await asker.ask()).verdict).toBe('green');
    expect(asker.log.at(-1)).toMatch(new RegExp(` ${engine} green$`));
  });

  it.each([
    'the same time and size for other bytes',
    'a variable of whoever asks',
    'a .env file comes or goes',
    'settings of ruff change',
  ])('comes to what Nx comes to after this: %s', async (name) => {
    const change = changes.find((one) => one.name === name);
    const variables = (await change?.make(asker)) ?? {};
    await expectSameAsNx(asker, variables, name);
    asker.workspace.remove('.env');
    await asker.workspace.restore();
    await asker.engine();
  });

  it('is not used when it hangs, which costs one line', async () => {
    await asker.ask();
    const engine = await asker.engine();
    process.kill(engine, 'SIGSTOP');
    const { verdict, said } = await asker.ask();
    process.kill(engine, 'SIGKILL');
    expect([verdict, said]).toEqual(['green', 'The engine is not used: it does not answer.']);
  });

  it('leaves no tool behind when it is killed in the middle of a batch', async () => {
    const { workspace } = asker;
    await asker.ask();
    const engine = await asker.engine();
    const pidFile = 'libs/api/tests/unit/pid.txt';
    workspace.write('libs/api/tests/unit/test_hang.py', hanging);
    const asked = asker.start(['now']);
    const pid = Number(
      await until(() => workspace.has(pidFile) && workspace.read(pidFile), 'the test runs'),
    );
    process.kill(engine, 'SIGKILL');
    await until(() => !isAlive(pid), 'the test is gone');
    // Whoever asked does the work itself now, up to the same test.
    await until(() => workspace.read(pidFile) !== String(pid), 'the test runs again');
    asked.kill('SIGINT');
    expect((await asked).exitCode).toBe(130);
    const again = Number(workspace.read(pidFile));
    await until(() => !isAlive(again), 'that one is gone, too');
    await workspace.reset();
    expect((await asker.ask()).verdict).toBe('green');
  });

  it('is not missed when it was killed', async () => {
    await asker.ask();
    process.kill(await asker.engine(), 'SIGKILL');
    const { verdict, said } = await asker.ask();
    expect([verdict, said]).toEqual(['green', '']);
  });
});

describe('tools that wait', () => {
  /** Numbers of the processes of this workspace that wait with pytest. */
  const waiting = async () => {
    const { stdout } = await execa('ps', ['-eo', 'pid=,args=']);
    const isWaiting = (line: string) =>
      line.includes(asker.workspace.root) && /nx_signal_zygote\.py .*--ahead$/.test(line);
    return stdout.split('\n').filter(isWaiting);
  };
  const untilWaiting = async () => {
    // Until it has imported what it waits with.
    for (let count = 0; count < 100; count += 1) {
      if ((await waiting()).length > 0) return await setTimeout(3_000);
      await setTimeout(100);
    }
    throw new Error('no tool waits');
  };
  const test = 'libs/shop/tests/unit/test_prices.py';

  it('do the work of the next batch', async () => {
    asker.workspace.append(test, '\n\ndef test_more() -> None:\n    assert price(3) == 6\n');
    await asker.ask();
    await untilWaiting();
    asker.workspace.replace(test, 'price(3) == 6', 'price(3) == 7');
    const { tasks } = await asker.ask();
    const failed = tasks.find(({ id }) => id === 'shop:test:unit');
    expect([failed?.status, failed?.source]).toEqual(['failure', 'ran']);
    expect(failed?.text).toContain('assert 6 == 7');
  });

  it('do not work with what was installed before', async () => {
    await untilWaiting();
    const [file = ''] = (
      await execa('find', ['.venv', '-path', '*/site-packages/pytest/__init__.py'], {
        cwd: asker.workspace.root,
      })
    ).stdout.split('\n');
    const text = asker.workspace.read(file);
    // Not in place: the file may be one with uv's.
    asker.workspace.remove(file);
    asker.workspace.write(file, `${text}\nraise RuntimeError("changed by hand")\n`);
    const broken = await asker.ask();
    expect(broken.tasks.find(({ id }) => id === 'shop:test:unit')?.text).toContain(
      'changed by hand',
    );
    asker.workspace.remove(file);
    asker.workspace.write(file, text);
    await asker.workspace.restore();
    expect((await asker.ask()).verdict).toBe('green');
  });
});

describe('watch', () => {
  it('tells the verdict after each save, failures first, and what became green', async () => {
    const watched = asker.start(['watch']);
    let text = '';
    watched.stdout?.on('data', (part: Buffer) => {
      text += part.toString();
    });
    await until(() => /^green: 9 tasks/m.test(text), 'it is green');
    asker.workspace.append(sizes, 'import os\n');
    await until(() => /^models:lint failed: [\s\S]*\nred: 9 tasks/m.test(text), 'it is red');
    await asker.workspace.restore();
    await until(() => /^green again: models:lint\ngreen: 9 tasks/m.test(text), 'it is green again');
    watched.kill('SIGINT');
    expect((await watched).exitCode).toBe(0);
  });
});

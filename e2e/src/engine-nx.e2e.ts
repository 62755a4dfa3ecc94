import { chmodSync, chownSync, existsSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { execa } from 'execa';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Asker } from './engine/asker.js';
import { projects } from './engine/changes.js';
import { normalize } from './equivalence/normalize.js';
import { type NxRun, parseOutputs } from './harness/nx-run.js';
import { isAlive, until } from './harness/processes.js';
import { createPythonWorkspace } from './harness/python-workspace.js';

/** Hangs the first time, and passes the next one. */
const hangingOnce = `import time
from pathlib import Path


def test_hang() -> None:
    began = Path(__file__).with_name("began.txt")
    if not began.exists():
        began.write_text("1")
        time.sleep(600)
`;

const began = 'libs/api/tests/unit/began.txt';
const sizes = 'libs/models/src/models/sizes.py';
const test = 'libs/shop/tests/unit/test_prices.py';
const command = ['run-many', '-t', 'signal'];
const silent = 'The engine is not used: it does not answer.';

let asker: Asker;
beforeAll(async () => {
  asker = new Asker(await createPythonWorkspace({ projects }), true);
  await haveTools();
});
afterEach(() => asker.workspace.reset());
afterAll(() => asker.dispose());

const run = (args: string[], env = {}) => asker.workspace.nx(args, { env: asker.variables(env) });

/** What was said of the engine in a run of Nx. */
const saidIn = ({ output }: NxRun) =>
  output.split('\n').filter((line) => line.startsWith('The engine is not used'));

/** Command lines of the programs that a process has started. */
async function childrenOf(pid: number): Promise<string[]> {
  const { stdout } = await execa('ps', ['-o', 'args=', '--ppid', String(pid)], { reject: false });
  return stdout.split('\n');
}

/** How many programs the engine has lent to each run. */
const lent = () =>
  asker.log.flatMap((line) => line.match(/ lent (\d+) tools/)?.[1] ?? []).map(Number);

/** Until an engine listens that has programs waiting, for longer than the times of files could be off by. */
async function haveTools(): Promise<void> {
  await asker.ask();
  // The last one that has said that it listens may have been killed.
  const engine = await until(async () => {
    const id = await asker.engine();
    return isAlive(id) ? id : undefined;
  }, 'an engine is there');
  edit();
  await run(command);
  await until(
    async () => (await childrenOf(engine)).filter((line) => line.endsWith('--ahead')).length >= 2,
    `programs wait with ${engine}`,
    30,
  );
  await setTimeout(3_000);
}

let size = 2;
/** An edit that the tests of two projects see, and that breaks nothing. */
function edit(): void {
  asker.workspace.write(
    sizes,
    `def double(size: int) -> int:\n    return size * 2 + ${size} - ${size}\n`,
  );
  size += 1;
}

describe('a run of Nx beside an engine', () => {
  it('has its tools, and comes to what a run without them comes to', async () => {
    asker.workspace.append(test, '\n\ndef test_wrong() -> None:\n    assert price(3) == 7\n');
    asker.workspace.append(sizes, '\n\nwrong: int = "text"\n');
    const before = lent().length;
    const beside = await run([...command, '--skip-nx-cache']);
    expect(lent().slice(before)).toEqual([2]);
    const alone = await run([...command, '--skip-nx-cache'], { NX_SIGNAL_ENGINE: 'false' });
    expect(lent().length).toBe(before + 1);
    const told = ({ tasks, output }: NxRun) => [
      tasks,
      Object.entries(parseOutputs(output))
        .map(([id, text]) => [id, normalize(text)])
        .sort(),
    ];
    expect(told(beside)).toEqual(told(alone));
    expect(beside.exitCode).toBe(alone.exitCode);
    expect(beside.tasks).toMatchObject({
      'models:typecheck': 'failed',
      'shop:test:unit': 'failed',
      'api:test:unit': 'ran',
    });
  });

  it('stores its results under the hashes of a run without it', async () => {
    edit();
    const { tasks } = await run(command);
    expect(tasks).toMatchObject({ 'models:lint': 'ran', 'shop:test:unit': 'ran' });
    const alone = await run(command, { NX_SIGNAL_ENGINE: 'false' });
    expect(new Set(Object.values(alone.tasks))).toEqual(new Set(['cached']));
    expect(Object.keys(alone.tasks).sort()).toEqual(Object.keys(tasks).sort());
  });

  it.each(['SIGKILL', 'SIGSTOP'] as const)(
    'does by itself what the engine leaves undone after %s',
    async (signal) => {
      await haveTools();
      asker.workspace.remove(began);
      // Each time another text: what passed after the signal before is not to be replayed.
      asker.workspace.write('libs/api/tests/unit/test_hang.py', `# ${signal}\n${hangingOnce}`);
      edit();
      const running = run(command);
      const endsBefore = running.then(({ output }) => {
        throw new Error(`the test did not hang:\n${output}`);
      });
      await Promise.race([until(() => asker.workspace.has(began), 'the test runs'), endsBefore]);
      endsBefore.catch(() => {});
      const engine = await asker.engine();
      process.kill(engine, signal);
      const result = await running;
      if (isAlive(engine)) process.kill(engine, 'SIGKILL');
      // Had the test not been a program of the engine, it would still hang.
      expect([result.exitCode, result.tasks['api:test:unit']]).toEqual([0, 'ran']);
      expect(saidIn(result)).toEqual([silent]);
    },
    120_000,
  );
});

describe('an engine that cannot be used', () => {
  const folder = () => join(asker.folder, `nx-signal-${process.getuid?.()}`);
  /** The engine's, which may have gone with it. */
  let socket = '';
  beforeAll(async () => {
    await haveTools();
    const [name = ''] = readdirSync(folder()).filter((one) => one.endsWith('.sock'));
    socket = join(folder(), name);
  });
  /** Runs something, and says what it has said of the engine. */
  const said = async (env = {}) => {
    edit();
    const result = await run(command, env);
    expect([result.exitCode, result.tasks['shop:test:unit']]).toEqual([0, 'ran']);
    return saidIn(result);
  };

  it('is not missed when it was killed', async () => {
    process.kill(await asker.engine(), 'SIGKILL');
    expect(await said()).toEqual([]);
  });

  it('costs a line when it hangs', async () => {
    await haveTools();
    const engine = await asker.engine();
    process.kill(engine, 'SIGSTOP');
    expect(await said()).toEqual([silent]);
    process.kill(engine, 'SIGKILL');
  });

  it('costs a line when it is of another version', async () => {
    rmSync(socket, { force: true });
    const other = createServer((client) => {
      client.on('error', () => {});
      client.write('{"type":"alive","version":"0.0.1"}\n');
    });
    await new Promise<void>((resolve) => other.listen(socket, resolve));
    expect(await said()).toEqual(['The engine is not used: it is of version 0.0.1.']);
    other.close();
  });

  it('costs a line when it says what nobody understands', async () => {
    const other = createServer((client) => {
      client.on('error', () => {});
      client.write('HTTP/1.1 400 Bad Request\n');
    });
    rmSync(socket, { force: true });
    await new Promise<void>((resolve) => other.listen(socket, resolve));
    expect(await said()).toEqual([silent]);
    other.close();
  });

  it('costs a line where others can open its folder', async () => {
    await haveTools();
    chmodSync(folder(), 0o755);
    expect(await said()).toEqual([`The engine is not used: ${folder()} is not this user's alone.`]);
    chmodSync(folder(), 0o700);
  });

  it.runIf(process.getuid?.() === 0)('costs a line where it is another user’s', async () => {
    chownSync(socket, 12345, 12345);
    expect(await said()).toEqual([`The engine is not used: ${socket} is not this user's alone.`]);
    chownSync(socket, 0, 0);
    chownSync(folder(), 12345, 12345);
    expect(await said()).toEqual([`The engine is not used: ${folder()} is not this user's alone.`]);
    chownSync(folder(), 0, 0);
  });

  it('is not looked for in a folder that cannot be written to, nor where it is switched off', async () => {
    expect(await said({ XDG_RUNTIME_DIR: '/proc' })).toEqual([]);
    expect(existsSync(`/proc/nx-signal-${process.getuid?.()}`)).toBe(false);
    const before = lent().length;
    expect(await said({ NX_SIGNAL_ENGINE: 'false' })).toEqual([]);
    expect(lent().length).toBe(before);
  });
});

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
    expect(asker.log.at(-1)).toMatch(new RegExp(` ${engine} green$`));
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

  it('is not missed when it was killed', async () => {
    await asker.ask();
    process.kill(await asker.engine(), 'SIGKILL');
    const { verdict, said } = await asker.ask();
    expect([verdict, said]).toEqual(['green', '']);
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

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Workspace } from './harness/workspace.js';
import { expectNothing, reason, tasksOf, title } from './traced/expect-nothing.js';

describe.skipIf(reason)(title('the kernel agrees, on examples/shop'), () => {
  let shop: Workspace;
  beforeAll(async () => {
    shop = await Workspace.create({ shop: true });
  });
  afterAll(() => shop.dispose());

  it('no task reads anything outside its hash', async () => {
    await expectNothing(shop, tasksOf('models', 'pricing', 'api', 'worker'));
  });

  it('names what is wrong with the question, or with the system, before it runs anything', async () => {
    const asked = await shop.nxSignal(['trace', 'api:signal']);
    expect(asked.output).toContain(
      'error [TRACE_EMPTY]: api:signal is not a lint, type-check or test task.',
    );
    const { exitCode, output } = await shop.nxSignal(['trace', 'api:lint'], {
      env: { PATH: '/nowhere' },
    });
    expect(exitCode).toBe(1);
    expect(output).toContain('error [TRACE_UNAVAILABLE]: strace is not installed.');
    expect(output).toMatch(/hint: .*install.* strace/);
  });
});

import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { expect, it } from 'vitest';
import { nodeOf } from './harness/node-versions.js';
import { repository } from './harness/paths.js';

const vitest = dirname(createRequire(import.meta.url).resolve('vitest/package.json'));

it.each([22, 24])('nx-signal-cache passes its own specs on Node %i', async (major) => {
  const args = [join(vitest, 'vitest.mjs'), 'run', '--root', 'packages/cache-server'];
  const result = await execa(await nodeOf(major), args, {
    cwd: repository,
    // What this suite has set for itself is not for that one.
    env: { VITEST: undefined, VITEST_POOL_ID: undefined, VITEST_WORKER_ID: undefined },
    all: true,
    reject: false,
  });
  expect(result.exitCode, result.all).toBe(0);
  expect(result.all).toMatch(/Tests .*\d+ passed/);
});

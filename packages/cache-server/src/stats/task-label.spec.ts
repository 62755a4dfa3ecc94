import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tarOf } from '../testing/tar.js';
import { tarFacts, unpackStart } from './archive-facts.js';
import { taskLabel } from './task-label.js';

describe('taskLabel', () => {
  it.each([
    [
      { 'dist/reports/api/test-unit/junit.xml': 'x', terminalOutput: '> nx run other:build' },
      'api',
      'test-unit',
    ],
    [
      { 'libs/shop/dist/a.js': 'x', terminalOutput: '> nx run shop:"build:prod"\n' },
      'shop',
      'build:prod',
    ],
    [{ terminalOutput: '\n> @acme/shop@1.2.3 build\n> tsc\n' }, '@acme/shop', 'build'],
    [{ 'libs/shop/dist/a.js': 'x', terminalOutput: 'done' }, 'libs/shop', 'dist'],
    [{ 'dist/alpha': '', 'dist/alpha/a.txt': 'x' }, 'dist', 'alpha'],
  ])('reads %j', (files, project, target) => {
    expect(taskLabel(tarFacts(tarOf(files as Record<string, string>)))).toEqual({
      project,
      target,
    });
  });

  it('knows nothing of an archive that says nothing', () => {
    expect(taskLabel(tarFacts(tarOf({ terminalOutput: 'ok', code: '0000' })))).toBeUndefined();
  });
});

describe('reading an archive', () => {
  it('is enough with its start', async () => {
    const noise = Array.from({ length: 30_000 }, (_, at) => String(at * 7919)).join();
    const packed = gzipSync(tarOf({ 'dist/reports/api/lint/a': 'x', big: noise }));
    const tar = await unpackStart(packed.subarray(0, packed.length / 2));
    expect(taskLabel(tarFacts(tar))).toEqual({ project: 'api', target: 'lint' });
  });

  it('survives anything', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 2000 }),
        fc.boolean(),
        async (bytes, isPacked) => {
          const tar = await unpackStart(isPacked ? gzipSync(bytes) : Buffer.from(bytes));
          taskLabel(tarFacts(tar));
          taskLabel(tarFacts(Buffer.from(bytes)));
        },
      ),
    );
  });
});

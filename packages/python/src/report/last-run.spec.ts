import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { failureIn, reportLastRun } from './last-run.js';

const task = (taskId: string, hash: string, status: number, cacheStatus = 'cache-miss') => ({
  ...{ taskId, hash, status, cacheStatus },
});

describe('the last run', () => {
  it('is told by what failed in it', () => {
    const tasks = [
      task('b:test:unit', '2', 1),
      task('a:lint', '1', 1),
      task('c:lint', '3', 0, 'local-cache-hit'),
    ];
    const run = { command: 'nx run-many -t lint', endTime: '' };
    const folder = temporaryFolder({
      'run.json': JSON.stringify({ run, tasks }),
      'terminalOutputs/1':
        'a:lint failed: 1 finding\n  x.py:1  F401  unused\n  again: npx nx run a:lint x.py\n\nF401 ...\n',
      'terminalOutputs/2': '\u001b[31merror [LOCK_STALE]: old\u001b[0m\n\nhint: uv lock\n',
    });
    const { text, failed } = reportLastRun(folder);
    expect(failed).toBe(2);
    expect(text.split('\n')).toEqual([
      'nx run-many -t lint: 3 tasks, 1 of them replayed, 2 failed',
      '',
      'a:lint failed: 1 finding',
      '  x.py:1  F401  unused',
      '  again: npx nx run a:lint x.py',
      `  whole text: ${folder}/terminalOutputs/1`,
      '',
      'b:test:unit failed',
      '  error [LOCK_STALE]: old',
      '  hint: uv lock',
      `  whole text: ${folder}/terminalOutputs/2`,
    ]);
  });

  it('is missing before the first', () => {
    expect(() => reportLastRun(temporaryFolder())).toThrow('nothing down about a run');
  });
});

it('a digest is found wherever it stands', () => {
  const digest = 'a:t failed: 2 findings\n  x.py:1  E  m\n  again: npx nx run a:t';
  expect(failureIn('a:t', `text\n\n${digest}\n\nmore\n`)).toBe(digest);
  expect(failureIn('a:t', `text\n\n${digest}`)).toBe(digest);
});

import { describe, expect, it } from 'vitest';
import { parseRunFile } from './run-file.js';

const run = { command: 'nx run a:b', startTime: '2026-01-01T00:00:00.000Z' };
const task = { taskId: 'a:b', hash: '1', cacheStatus: 'cache-miss', status: 0 };

describe('of run.json is kept', () => {
  const rows: [title: string, entry: object, kept: unknown[]][] = [
    ['a task that ran', task, ['a:b', '1', true, true]],
    ['a task that failed', { ...task, status: 1 }, ['a:b', '1', true, false]],
    ['a task replayed', { ...task, cacheStatus: 'local-cache-hit' }, ['a:b', '1', false, true]],
    ['a task fetched', { ...task, cacheStatus: 'remote-cache-hit' }, ['a:b', '1', false, true]],
    ['no task without a hash', { ...task, hash: undefined }, []],
    ['no task that was skipped', { ...task, status: undefined }, []],
  ];
  it.each(rows)('%s', (_title, entry, kept) => {
    const text = JSON.stringify({ run, tasks: [entry] });
    expect(parseRunFile(text)).toEqual({
      command: 'nx run a:b',
      startTime: Date.UTC(2026, 0, 1),
      tasks: kept.length > 0 ? [kept] : [],
    });
  });
});

describe('what is not such a file is passed over', () => {
  const rows = ['', '{', 'null', '[]', '{"run":{}}', JSON.stringify({ run, tasks: 3 })];
  it.each(rows)('%s', (text) => {
    expect(parseRunFile(text)).toBeUndefined();
  });
});

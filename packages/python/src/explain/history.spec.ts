import { describe, expect, it } from 'vitest';
import { type Appearance, chooseComparison, wasToldToRun } from './history.js';

/** `ran A`, `replayed A`, `failed A`: one appearance each, named by its place. */
function appearances(...texts: string[]): Appearance[] {
  return texts.map((text, index) => {
    const [word, hash = ''] = text.split(' ');
    return {
      run: String(index),
      time: '2026-01-01T00:00:00.000Z',
      command: 'nx run a:b',
      hash,
      outcome: word === 'replayed' ? 'replayed' : 'ran',
      success: word !== 'failed',
    };
  });
}

describe('what is compared', () => {
  type Row = [
    title: string,
    history: string[],
    present: string | null,
    next: 'run' | 'replay' | null,
    before: string | null,
    after: string | null,
  ];
  const rows: Row[] = [
    ['no record', [], 'A', 'run', null, null],
    ['an edit since the last run', ['ran A', 'ran B'], 'C', 'run', '1', null],
    ['an edit since a replay', ['ran A', 'replayed A'], 'C', 'run', '1', null],
    ['a failure', ['ran A', 'failed B'], 'B', 'run', '1', null],
    ['the first run', ['ran A'], 'A', 'replay', null, '0'],
    ['the last run', ['ran A', 'ran B'], 'B', 'replay', '0', '1'],
    ['the last run, replayed since', ['ran A', 'ran B', 'replayed B'], 'B', 'replay', '0', '1'],
    ['an edit taken back', ['ran A', 'ran B'], 'A', 'replay', '0', '1'],
    ['replays only', ['replayed A'], 'A', 'replay', null, null],
    ['a failure that passed later', ['failed A', 'ran A'], 'A', 'replay', '0', '1'],
    ['looking back only', ['ran A', 'ran B', 'replayed B'], null, null, '0', '1'],
    ['looking back on nothing', [], null, null, null, null],
  ];
  it.each(rows)('%s', (_title, history, present, next, before, after) => {
    const comparison = chooseComparison(appearances(...history), present);
    expect({
      next: comparison.next,
      before: comparison.before?.run ?? null,
      after: comparison.after?.run ?? null,
    }).toEqual({ next, before, after });
  });
});

describe('a command that skips the cache', () => {
  const rows: [command: string, skips: boolean][] = [
    ['nx run a:b --skip-nx-cache', true],
    ['nx run a:b --skipNxCache', true],
    ['nx affected -t test --disableNxCache', true],
    ['nx run a:b --no-cache', true],
    ['nx run a:cache', false],
  ];
  it.each(rows)('%s: %s', (command, skips) => {
    expect(wasToldToRun(command)).toBe(skips);
  });
});

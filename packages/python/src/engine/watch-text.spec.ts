import { describe, expect, it } from 'vitest';
import type { Verdict, VerdictTask } from './schema.js';
import { fitted, greenAgain, watchText } from './watch-text.js';

function verdict(statuses: Record<string, VerdictTask['status']>): Verdict {
  const tasks = Object.entries(statuses).map(([id, status]): VerdictTask => {
    const [project = '', target = ''] = id.split(':');
    const text = status === 'failure' ? 'a text\n' : null;
    return { id, project, target, status, source: 'ran', hash: null, text };
  });
  const isGreen = tasks.every(({ status }) => status === 'success');
  const word = isGreen ? 'green' : 'red';
  return { version: 1, verdict: word, targets: ['signal'], milliseconds: 100, tasks, findings: [] };
}

describe('greenAgain', () => {
  it('names what had failed or was skipped', () => {
    const before = verdict({ 'a:lint': 'failure', 'b:lint': 'skipped', 'c:lint': 'success' });
    const now = verdict({ 'a:lint': 'success', 'b:lint': 'success', 'c:lint': 'success' });
    expect(greenAgain(now, before)).toEqual(['a:lint', 'b:lint']);
  });

  it('names nothing the first time, and nothing that is still red', () => {
    const red = verdict({ 'a:lint': 'failure' });
    expect(greenAgain(verdict({ 'a:lint': 'success' }), undefined)).toEqual([]);
    expect(greenAgain(red, red)).toEqual([]);
  });
});

describe('watchText', () => {
  it('puts failures first and what all comes to last', () => {
    const before = verdict({ 'a:lint': 'failure', 'b:lint': 'failure' });
    const text = watchText(verdict({ 'a:lint': 'success', 'b:lint': 'failure' }), before);
    expect(text.split('\n').filter(Boolean)).toEqual([
      'b:lint failed',
      '  a text',
      'green again: a:lint',
      'red: 2 tasks, 0 of them replayed, 1 failed (0.10 s)',
    ]);
  });
});

describe('fitted', () => {
  it.each([
    ['a\nb\nc', 3, 'a\nb\nc'],
    ['a\nb\nc\nd', 3, 'a\n… and 2 more lines\nd'],
    ['a\nb\nc\nd', 2, '… and 3 more lines\nd'],
    ['a\nb\nc\nd', 1, '… and 3 more lines\nd'],
  ])('makes %j fit into %d lines', (text, rows, expected) => {
    expect(fitted(text, rows)).toBe(expected);
  });
});

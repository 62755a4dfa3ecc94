import { describe, expect, it } from 'vitest';
import { accessOf } from './scope.js';

describe('accessOf', () => {
  it.each([
    ['a trusted writer', { role: 'write' }, ['shared/shop'], 'shared/shop'],
    ['a trusted reader', { role: 'read' }, ['shared/shop'], undefined],
    [
      'an untrusted writer',
      { role: 'write', own: 'pr' },
      ['own/shop/pr', 'shared/shop'],
      'own/shop/pr',
    ],
    ['an untrusted reader', { role: 'read', own: 'pr' }, ['own/shop/pr', 'shared/shop'], undefined],
  ] as const)('%s', (_, grant, reads, writes) => {
    expect(accessOf({ workspace: 'shop', ...grant })).toEqual({ reads, writes });
  });

  it.each(['shared', '', '../shared/shop', '/', 'shop'])(
    'keeps an own scope called %j out of the shared one',
    (own) => {
      const { writes } = accessOf({ workspace: 'shop', role: 'write', own });
      expect(writes?.startsWith('own/shop/')).toBe(true);
    },
  );
});

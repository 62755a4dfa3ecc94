import { expect, it } from 'vitest';
import { declaredVariables } from './declared-variables.js';

it.each<[string, Parameters<typeof declaredVariables>[0], string[]]>([
  ['an input', [{ env: 'A' }, '{projectRoot}/x'], ['A']],
  ['a named input', ['shared'], ['B', 'C']],
  ['a named input by object', [{ input: 'shared' }], ['B', 'C']],
  ['each once', [{ env: 'B' }, 'shared'], ['B', 'C']],
  ['not those of dependencies', ['^shared', { input: 'shared', dependencies: true }], []],
  ['no unknown name, no circle', ['none', 'circle'], []],
])('finds %s', (_, inputs, expected) => {
  const named = { shared: [{ env: 'B' }, 'more'], more: [{ env: 'C' }], circle: ['circle'] };
  expect(declaredVariables(inputs, named)).toEqual(expected);
});

import { parse } from 'smol-toml';
import { describe, expect, it } from 'vitest';
import { declarationLines, filesetFor, mergeDeclaration } from './declaration.js';

it.each([
  ['data/a.json', 'libs/models', '{workspaceRoot}/data/a.json'],
  ['libs/models/README.md', 'libs/models', '{projectRoot}/README.md'],
  ['libs/models2/a', 'libs/models', '{workspaceRoot}/libs/models2/a'],
  ['README.md', '.', '{workspaceRoot}/README.md'],
  ['data/[a] {b} (c)*?.json', '.', '{workspaceRoot}/data/?a? ?b? ?c???.json'],
])('names %s from %s as %s', (file, project, input) => {
  expect(filesetFor(file, project)).toBe(input);
});

it('adds only what is not declared', () => {
  const declared = { inputs: [{ env: 'A' }, 'b'], env: ['X'] };
  expect(mergeDeclaration(declared, ['b', 'c'], ['X', 'Y'])).toEqual({
    inputs: [{ env: 'A' }, 'b', 'c'],
    env: ['X', 'Y'],
  });
});

describe('the lines of a declaration', () => {
  it('are short for short lists', () => {
    expect(
      declarationLines('test:unit', {
        inputs: ['a', { env: 'A', fields: ['x', 1, true] }],
        env: ['B'],
      }),
    ).toEqual([
      '[tool.nx-signal.targets."test:unit"]',
      'inputs = ["a", { env = "A", fields = ["x", 1, true] }]',
      'env = ["B"]',
    ]);
  });

  it('give each input a line in long lists', () => {
    const inputs = ['x'.repeat(60), 'y"\\'.repeat(20)];
    const lines = declarationLines('test:contract', { inputs, env: [] });
    expect(lines).toHaveLength(5);
    expect(parse(lines.join('\n'))).toMatchObject({
      tool: { 'nx-signal': { targets: { 'test:contract': { inputs } } } },
    });
  });
});

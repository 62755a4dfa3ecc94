import type { ProjectGraph } from '@nx/devkit';
import { describe, expect, it } from 'vitest';
import { selectProjects } from './select-projects.js';

function nodesOf(projects: Record<string, string[]>): ProjectGraph['nodes'] {
  const entries = Object.entries(projects).map(([name, targets]) => {
    const data = { root: name, targets: Object.fromEntries(targets.map((one) => [one, {}])) };
    return [name, { name, type: 'lib' as const, data }];
  });
  return Object.fromEntries(entries);
}

const nodes = nodesOf({ web: ['build'], models: ['lint', 'signal'], api: ['lint', 'signal'] });
const matching = (pattern: string) =>
  Object.keys(nodes).filter((name) => name === pattern || pattern === '*');

describe('selectProjects', () => {
  const rows: [string, string[], string[], string[]][] = [
    ['all that have the target', ['signal'], [], ['api', 'models']],
    ['all that have one of them', ['signal', 'build'], [], ['api', 'models', 'web']],
    ['the one that is named', ['lint'], ['models'], ['models']],
    ['those of a pattern that have it', ['lint'], ['*'], ['api', 'models']],
    ['each once', ['lint'], ['api', '*'], ['api', 'models']],
  ];
  it.each(rows)('takes %s', (_what, targets, projects, expected) => {
    expect(selectProjects(nodes, { targets, projects }, matching)).toEqual(expected);
  });

  const refused: [string, string[], string[], string, RegExp][] = [
    ['a target that nobody has', ['lnt'], [], 'TASK_UNKNOWN', /did you mean lint/],
    ['one such target of two', ['lint', 'frobnicate'], [], 'TASK_UNKNOWN', /nx show project/],
    ['a project that is not there', ['lint'], ['modles'], 'PROJECT_UNKNOWN', /did you mean models/],
    ['a project without the target', ['lint'], ['web'], 'TASK_UNKNOWN', /show project web/],
    ['a pattern that takes away', ['lint'], ['!web'], 'PROJECT_UNKNOWN', /did you mean web/],
  ];
  it.each(refused)('refuses %s', (_what, targets, projects, code, hint) => {
    expect(() => selectProjects(nodes, { targets, projects }, matching)).toThrow(
      expect.objectContaining({ code, hint: expect.stringMatching(hint) }),
    );
  });
});

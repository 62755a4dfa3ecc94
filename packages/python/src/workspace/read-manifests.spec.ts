import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { readManifests } from './read-manifests.js';

type Row = [title: string, texts: Record<string, string>, found: [root: string, name: string][]];

describe('projects of Nx’s own plugins', () => {
  const rows: Row[] = [
    ['none', {}, []],
    ['named by project.json', { 'a/project.json': '{ "name": "x" }' }, [['a', 'x']]],
    ['named by their folder', { 'a/B/project.json': '{ // None.\n}' }, [['a/B', 'b']]],
    [
      'a package.json that belongs to nothing',
      { 'package.json': '{ "name": "r" }', 'a/package.json': '{}' },
      [['.', 'r']],
    ],
    [
      'packages of a workspace',
      {
        'package.json': '{ "name": "r", "workspaces": ["a/*", "!a/z"] }',
        'a/x/package.json': '{ "name": "@a/x", "nx": { "name": "x" } }',
        'a/z/package.json': '{ "name": "z" }',
      },
      [
        ['.', 'r'],
        ['a/x', 'x'],
      ],
    ],
    [
      'a package.json beside a project.json',
      { 'package.json': '{}', 'a/package.json': '{ "name": "p" }', 'a/project.json': '{}' },
      [
        ['.', '.'],
        ['a', 'p'],
      ],
    ],
    ['one that cannot be read', { 'a/project.json': '[' }, [['a', 'a']]],
  ];
  it.each(rows)('%s', async (_title, texts, found) => {
    const projects = await readManifests(temporaryFolder(texts), Object.keys(texts).sort());
    expect(projects.map(({ root, name }) => [root, name])).toEqual(found);
  });
});

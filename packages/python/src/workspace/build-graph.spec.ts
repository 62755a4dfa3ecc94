import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { rootName } from './build-graph.js';

describe('the root is given a name when no other file names it', () => {
  const rows: [texts: Record<string, string>, name: string | undefined][] = [
    [{}, 'workspace'],
    [{ 'package.json': '{}' }, 'workspace'],
    [{ 'package.json': '{"name": "shop"}' }, undefined],
    [{ 'package.json': '{"name": ""}' }, 'workspace'],
    [{ 'package.json': '{"author": {"name": "Ada"}}' }, 'workspace'],
    [{ 'package.json': '{"dependencies": {"name": "^1.0"}}' }, 'workspace'],
    [{ 'project.json': '{"name": "shop"}' }, undefined],
    [{ 'package.json': '{}', 'project.json': '{"name": "shop"}' }, undefined],
    [{ 'project.json': '{\n  // The root.\n  "name": "shop"\n}' }, undefined],
    [{ 'package.json': '{' }, 'workspace'],
    [{ 'package.json': 'null' }, 'workspace'],
  ];
  it.each(rows)('%j → %s', (texts, name) => {
    expect(rootName(temporaryFolder(texts))).toBe(name);
  });
});

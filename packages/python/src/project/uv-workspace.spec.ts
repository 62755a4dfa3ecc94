import { describe, expect, it } from 'vitest';
import { parsePyproject } from '../toml/pyproject.js';
import { environmentRoots } from './uv-workspace.js';

interface Tables {
  members?: string[];
  exclude?: string[];
}

/** A pyproject.toml, with a uv workspace if `tables` says so. */
function pyproject(directory: string, tables?: Tables) {
  const file = directory === '.' ? 'pyproject.toml' : `${directory}/pyproject.toml`;
  const list = (values: string[] = []) => JSON.stringify(values);
  const text = tables
    ? `[tool.uv.workspace]\nmembers = ${list(tables.members)}\nexclude = ${list(tables.exclude)}`
    : '';
  return parsePyproject(file, text);
}

describe('a folder below a workspace uses its environment when it is a member', () => {
  const rows: [directory: string, tables: Tables, member: boolean][] = [
    ['libs/a', { members: ['libs/*'] }, true],
    ['libs/a', { members: ['./libs/*/'] }, true],
    ['libs/a', { members: ['libs/a'] }, true],
    ['libs/a', { members: ['libs/b'] }, false],
    ['libs/a', { members: [] }, false],
    ['libs/a/b', { members: ['libs/*'] }, false],
    ['libs/a/b', { members: ['libs/**'] }, true],
    ['libs/a', { members: ['libs/{a,b}'] }, true],
    ['libs/a', { members: ['libs/*'], exclude: ['libs/a'] }, false],
    ['libs/a', { members: ['libs/*'], exclude: ['libs/a/'] }, false],
    ['libs/a', { members: ['libs/*'], exclude: ['libs/b*'] }, true],
    ['libs/.a', { members: ['libs/*'] }, false],
    ['libs/.a', { members: ['libs/.*'] }, true],
  ];
  it.each(rows)('%s of %j: %s', (directory, tables, member) => {
    const roots = environmentRoots([pyproject('.', tables), pyproject(directory)]);
    expect(roots.get(directory)).toBe(member ? '.' : directory);
    expect(roots.get('.')).toBe('.');
  });
});

describe('where several workspaces stand, the nearest one above decides', () => {
  const roots = environmentRoots([
    pyproject('.', { members: ['libs/*', 'tools/x/*'] }),
    pyproject('libs/a'),
    pyproject('tools/x', { members: ['sub/*'] }),
    pyproject('tools/x/sub/b'),
    pyproject('tools/x/other'),
    pyproject('alone'),
  ]);
  const rows: [directory: string, environment: string][] = [
    ['.', '.'],
    ['libs/a', '.'],
    ['tools/x', 'tools/x'],
    ['tools/x/sub/b', 'tools/x'],
    ['tools/x/other', 'tools/x/other'],
    ['alone', 'alone'],
  ];
  it.each(rows)('%s → %s', (directory, environment) => {
    expect(roots.get(directory)).toBe(environment);
  });
});

it('without any workspace each project stands for itself', () => {
  const roots = environmentRoots([pyproject('.'), pyproject('libs/a')]);
  expect([...roots]).toEqual([
    ['.', '.'],
    ['libs/a', 'libs/a'],
  ]);
});

it('a folder whose pyproject.toml cannot be read has an environment, too', () => {
  const roots = environmentRoots([pyproject('.', { members: ['libs/*'] })], ['.', 'libs/broken']);
  expect(roots.get('libs/broken')).toBe('.');
});

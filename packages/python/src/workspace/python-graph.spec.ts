import { describe, expect, it } from 'vitest';
import { SignalError } from '../errors.js';
import { hashesIn, hashesOf } from '../graph/file-hashes.js';
import { readLocks, scopeOf } from '../lock/read-locks.js';
import { partsOf } from '../testing/error-of.js';
import { shop } from '../testing/shop.js';
import {
  graphOf,
  nodesOf,
  type Texts,
  validateProject,
  workspaceFiles,
} from '../testing/workspace.js';
import { derivePythonGraph } from './python-graph.js';

it('the same texts give the same graph', () => {
  expect(JSON.stringify(nodesOf(graphOf(shop)))).toBe(
    JSON.stringify(nodesOf(graphOf({ ...shop }))),
  );
});

describe('a lock that cannot be read costs the projects that use it', () => {
  const alone: Texts = { 'alone/pyproject.toml': '[project]\nname = "alone"' };

  it('and no others', () => {
    const { projects, broken } = graphOf({ ...shop, ...alone, 'uv.lock': 'version = 9' }).workspace;
    expect(projects.map(({ name }) => name)).toEqual(['alone']);
    expect(broken.map(({ name, environment }) => [name, environment])).toEqual([
      ['Lib_Core', '.'],
      ['shop', '.'],
      ['api', '.'],
    ]);
    expect(partsOf(broken[0]?.error)).toMatchObject({
      code: 'LOCK_BROKEN',
      place: { file: 'uv.lock' },
    });
  });

  it('whatever the reason', () => {
    const files = workspaceFiles(shop);
    const error = new SignalError({ code: 'PYPROJECT_UNREADABLE', message: 'No access.' });
    files.lockTexts.set('uv.lock', error);
    const { broken } = derivePythonGraph(files, {}, validateProject).workspace;
    expect(broken.map((project) => project.error)).toEqual([error, error, error]);
    expect(readLocks(files.lockTexts).get('.')).toBe(error);
  });
});

it('groups of an environment’s root are shared, those of options included', () => {
  const text = '[dependency-groups]\ndev = ["six"]\ndocs = ["mkdocs"]\ntypes = ["mypy"]';
  const texts = { 'pyproject.toml': text, 'a/pyproject.toml': '[project]\nname = "a"' };
  expect(graphOf(texts).sharedParts.get('.')?.groups).toEqual(['dev', 'types']);
  expect(graphOf(texts, { groups: ['docs'] }).sharedParts.get('.')?.groups).toEqual([
    'dev',
    'docs',
    'types',
  ]);
});

describe('an environment’s scope in the lock’s nodes', () => {
  const rows: [environment: string, scope: string][] = [
    ['.', ''],
    ['tools/x', 'tools/x'],
  ];
  it.each(rows)('%s', (environment, scope) => {
    expect(scopeOf(environment)).toBe(scope);
  });
});

describe('hashes of files, as Nx has them', () => {
  const fileMap = {
    projectFileMap: { a: [{ file: 'a/x.py', hash: '1' }], b: [{ file: 'b/y.py', hash: '2' }] },
    nonProjectFiles: [{ file: 'z.py', hash: '3' }],
  };
  const rows: [files: string[], hashes: Record<string, string>][] = [
    [[], {}],
    [['b/y.py', 'z.py'], { 'b/y.py': '2', 'z.py': '3' }],
    [['gone.py', 'a/x.py'], { 'a/x.py': '1' }],
  ];
  it.each(rows)('%j', (files, hashes) => {
    expect(Object.fromEntries(hashesOf(files, hashesIn(fileMap)))).toEqual(hashes);
  });
});

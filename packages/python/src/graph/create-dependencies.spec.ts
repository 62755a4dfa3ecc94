import { describe, expect, it } from 'vitest';
import { edgesOf } from '../testing/edges.js';
import { shop } from '../testing/shop.js';
import { graphOf, type Texts } from '../testing/workspace.js';
import { createDependenciesFrom } from './create-dependencies.js';

const project = (name: string, ...dependencies: string[]) =>
  `[project]\nname = "${name}"\ndependencies = ${JSON.stringify(dependencies)}\n`;

describe('what a project declares makes an edge', () => {
  const core = { 'libs/core/pyproject.toml': project('lib-core') };
  const rows: [title: string, texts: Texts, edges: string[]][] = [
    [
      'the name as it is',
      { 'app/pyproject.toml': project('app', 'lib-core') },
      ['app → lib-core implicit'],
    ],
    [
      'another spelling',
      { 'app/pyproject.toml': project('app', 'Lib_Core>=1') },
      ['app → lib-core implicit'],
    ],
    [
      'dots',
      { 'app/pyproject.toml': project('app', 'lib.core[fast]') },
      ['app → lib-core implicit'],
    ],
    ['itself', { 'app/pyproject.toml': project('app', 'app[all]') }, []],
    ['what is not in the workspace', { 'app/pyproject.toml': project('app', 'six') }, []],
    [
      'in a group',
      { 'app/pyproject.toml': `${project('app')}[dependency-groups]\ntest = ["lib-core"]` },
      ['app → lib-core implicit'],
    ],
    [
      'by its folder',
      {
        'app/pyproject.toml': `${project('app', 'other')}[tool.uv.sources]\nother = { path = "../libs/core" }`,
      },
      ['app → lib-core implicit'],
    ],
    [
      'by name and by folder, once',
      {
        'app/pyproject.toml': `${project('app', 'lib-core')}[tool.uv.sources]\nlib-core = { path = "../libs/core" }`,
      },
      ['app → lib-core implicit'],
    ],
    [
      'in the form of Poetry',
      {
        'app/pyproject.toml':
          '[tool.poetry]\nname = "app"\n[tool.poetry.dependencies]\nx = { path = "../libs/core" }',
      },
      ['app → lib-core implicit'],
    ],
    [
      'in a circle',
      {
        'app/pyproject.toml': project('app', 'lib-core'),
        'libs/core/pyproject.toml': project('lib-core', 'app'),
      },
      ['app → lib-core implicit', 'lib-core → app implicit'],
    ],
  ];
  it.each(rows)('%s', (_title, texts, edges) => {
    expect(edgesOf({ ...core, ...texts }).sort()).toEqual(edges);
  });
});

describe('what a project imports makes an edge', () => {
  const base = {
    'libs/core/pyproject.toml': project('lib-core'),
    'libs/core/src/core/__init__.py': '',
    'app/pyproject.toml': project('app'),
  };
  const rows: [title: string, texts: Texts, edges: string[]][] = [
    [
      'though nothing declares it',
      { 'app/src/app/x.py': 'import core' },
      ['app → lib-core implicit'],
    ],
    [
      'from its tests',
      { 'app/tests/test_x.py': 'from core import x' },
      ['app → lib-core implicit'],
    ],
    [
      'once, declared or not',
      { 'app/src/app/x.py': 'import core', 'app/pyproject.toml': project('app', 'lib-core') },
      ['app → lib-core implicit'],
    ],
    ['but not of what is installed', { 'app/src/app/x.py': 'import os, requests' }, []],
    ['nor of its own', { 'app/src/app/x.py': 'import app.y', 'app/src/app/y.py': '' }, []],
    ['nor in a comment', { 'app/src/app/x.py': '# import core' }, []],
  ];
  it.each(rows)('%s', (_title, texts, edges) => {
    expect(edgesOf({ ...base, ...texts })).toEqual(edges);
  });

  it('of a project that cannot be used for the moment', () => {
    const texts = { 'libs/core/pyproject.toml': `${project('lib-core')}[` };
    const imported = { 'app/src/app/x.py': 'import core' };
    expect(edgesOf({ ...base, ...texts, ...imported })).toEqual(['app → lib-core implicit']);
    const declared = { 'app/pyproject.toml': project('app', 'lib_core') };
    expect(edgesOf({ ...base, ...texts, ...declared })).toEqual(['app → lib-core implicit']);
  });
});

describe('edges have the names that Nx has settled on', () => {
  it('a project.json renames a project, and the edges with it', () => {
    const edges = edgesOf(shop, { 'libs/core': 'core', 'services/api': '@shop/api' });
    expect(edges).toContain('@shop/api → core implicit');
    expect(edges).toContain('core → lock:lib-core implicit');
    expect(edges.join()).not.toContain('Lib_Core');
  });

  it('a project that Nx does not have has no edges', () => {
    const graph = graphOf(shop);
    const names = new Map([['services/api', 'api']]);
    const edges = createDependenciesFrom(graph, names, new Map());
    expect(edges.filter(({ type }) => type === 'implicit')).toEqual([
      { source: 'api', target: 'lock:api', type: 'implicit' },
    ]);
  });
});

describe('the lock', () => {
  it('is reached from each of its projects, and its own edges are fixed', () => {
    const edges = edgesOf(shop);
    expect(edges.filter((edge) => edge.endsWith('implicit'))).toEqual([
      'api → Lib_Core implicit',
      'Lib_Core → lock:lib-core implicit',
      'shop → lock:shop implicit',
      'api → lock:api implicit',
    ]);
    expect(edges).toContain('lock:lib-core → pypi:attrs static');
    expect(edges).toContain('pypi:httpx → pypi:anyio static');
  });

  it('below the root has nodes of its own', () => {
    const lock =
      'version = 1\n[[package]]\nname = "tool"\nsource = { editable = "." }\ndependencies = [{ name = "six" }]\n[[package]]\nname = "six"';
    const texts = { 'tools/x/pyproject.toml': project('tool', 'six'), 'tools/x/uv.lock': lock };
    expect(edgesOf(texts)).toEqual([
      'tool → lock:tool (tools/x) implicit',
      'lock:tool (tools/x) → pypi:six (tools/x) static',
    ]);
  });

  it('no edge names a source file, or Nx would keep it for as long as that file is unchanged', () => {
    for (const edge of createDependenciesFrom(graphOf(shop), new Map([['.', 'shop']]), new Map()))
      expect(Object.keys(edge).sort()).toEqual(['source', 'target', 'type']);
  });
});

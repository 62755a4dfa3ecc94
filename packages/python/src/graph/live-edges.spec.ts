import { describe, expect, it } from 'vitest';
import { projectEdgesOf, selectedBy } from '../testing/edges.js';
import type { Texts } from '../testing/workspace.js';

interface Declared {
  requires?: readonly string[];
  extras?: Record<string, readonly string[]>;
  groups?: Record<string, readonly string[]>;
  more?: string;
}

function manifest(name: string, { requires = [], extras, groups, more = '' }: Declared = {}) {
  const table = (header: string, lists: Record<string, readonly string[]> = {}) => {
    const lines = Object.entries(lists).map(([key, list]) => `${key} = ${JSON.stringify(list)}`);
    return lines.length > 0 ? `[${header}]\n${lines.join('\n')}\n` : '';
  };
  return [
    `[project]\nname = "${name}"\ndependencies = ${JSON.stringify(requires)}\n`,
    table('project.optional-dependencies', extras),
    table('dependency-groups', groups),
    more,
  ].join('\n');
}

/** Projects by name, each in a folder of that name, with a module of that name. */
function workspaceOf(projects: Record<string, Declared>, texts: Texts = {}): Texts {
  const own = Object.entries(projects).flatMap(([name, declared]): [string, string][] => [
    [`${name}/pyproject.toml`, manifest(name, declared)],
    [`${name}/src/${name}/__init__.py`, ''],
  ]);
  return { ...Object.fromEntries(own), ...texts };
}

describe('extras', () => {
  const plugins = { a: { requires: ['core'] }, b: { requires: ['core'] }, free: {} };
  type Row = [title: string, core: Declared, others: Record<string, Declared>, edges: string[]];
  const circle = ['a → core', 'b → core'];
  const rows: Row[] = [
    ['that close a circle make no edge', { extras: { a: ['a'], b: ['b'] } }, {}, circle],
    ['that close none make one', { extras: { x: ['free'] } }, {}, [...circle, 'core → free']],
    [
      'that close a circle through others make none',
      { extras: { far: ['far'] } },
      { far: { requires: ['a'] } },
      [...circle, 'far → a'],
    ],
    [
      'lead from whoever asks for them to both',
      { extras: { a: ['a'] } },
      { app: { requires: ['core[a]'] } },
      [...circle, 'app → a', 'app → core'],
    ],
    [
      'lead there through extras of extras',
      { extras: { a: ['a'], all: ['core[a]', 'b'] } },
      { app: { requires: ['core[all]'] } },
      [...circle, 'app → a', 'app → b', 'app → core'],
    ],
    [
      'lead there from a group, in any spelling',
      { extras: { A_x: ['a'] } },
      { app: { groups: { test: ['Core[a.X]'] } } },
      [...circle, 'app → a', 'app → core'],
    ],
    [
      'stay where the project asks for them itself',
      { extras: { a: ['a'] }, groups: { dev: ['core[a]'] } },
      {},
      [...circle, 'core → a'],
    ],
    [
      'change nothing about what is required anyway',
      { requires: ['a'], extras: { a: ['a'] } },
      {},
      [...circle, 'core → a'],
    ],
    [
      'of two projects that name each other make none',
      { extras: { y: ['other'] } },
      { other: { extras: { y: ['core'] } } },
      circle,
    ],
  ];
  it.each(rows)('%s', (_title, core, others, edges) => {
    expect(projectEdgesOf(workspaceOf({ core, ...plugins, ...others }))).toEqual(edges.sort());
  });

  it('that options install make edges', () => {
    const texts = workspaceOf({ core: { extras: { a: ['a'] } }, a: { requires: ['core'] } });
    expect(projectEdgesOf(texts, { extras: ['a'] })).toEqual(['a → core', 'core → a']);
  });

  it('whose module is imported make edges', () => {
    const imported = { 'core/tests/test_a.py': 'import a' };
    const texts = workspaceOf(
      { core: { extras: { a: ['a'] } }, a: { requires: ['core'] } },
      imported,
    );
    expect(projectEdgesOf(texts)).toEqual(['a → core', 'core → a']);
  });

  it('in the form of Poetry', () => {
    const poetry =
      '[tool.poetry]\nname = "core"\n[tool.poetry.dependencies]\na = { path = "../x", optional = true }\n[tool.poetry.extras]\na = ["a"]';
    const texts = workspaceOf({ a: { requires: ['core'] } }, { 'core/pyproject.toml': poetry });
    expect(projectEdgesOf(texts)).toEqual(['a → core']);
  });

  it('leave an edit of a leaf to itself', () => {
    const names = Array.from({ length: 20 }, (_, index) => `plug${index}`);
    const extras = Object.fromEntries(names.map((name) => [name, [name]]));
    const all = { core: { extras }, app: { requires: ['core[plug3]'] } };
    const projects = Object.fromEntries(names.map((name) => [name, { requires: ['core'] }]));
    const edges = projectEdgesOf(workspaceOf({ ...all, ...projects }));
    expect(selectedBy('plug1', edges)).toEqual(['plug1']);
    expect(selectedBy('plug3', edges)).toEqual(['app', 'plug3']);
    expect(selectedBy('core', edges)).toHaveLength(22);
  });
});

/** A lock of one project, with where it takes siblings from. */
function lockOf(name: string, sources: Record<string, string>): string {
  const packages = Object.entries({ [name]: '{ editable = "." }', ...sources });
  const entries = packages.map(
    ([one, source]) => `[[package]]\nname = "${one}"\nversion = "1"\nsource = ${source}\n`,
  );
  return `version = 1\n${entries.join('\n')}`;
}

describe('a lock per project', () => {
  const registry = '{ registry = "https://example.test" }';
  const imports = { 'web/src/web/x.py': 'import core' };
  const lockedWeb = (source: string) => ({ 'web/uv.lock': lockOf('web', { core: source }) });
  const web = { requires: ['core'] };
  type Row = [title: string, texts: Texts, edges: string[]];
  const rows: Row[] = [
    ['takes a sibling by its folder', lockedWeb('{ directory = "../core" }'), ['web → core']],
    ['takes it editable', lockedWeb('{ editable = "../core" }'), ['web → core']],
    ['takes it virtual', lockedWeb('{ virtual = "../core" }'), ['web → core']],
    ['takes it from an index', lockedWeb(registry), []],
    ['takes it from a repository', lockedWeb('{ git = "https://example.test/core" }'), []],
    ['takes another folder', lockedWeb('{ directory = "../copy" }'), []],
    ['does not have it', { 'web/uv.lock': lockOf('web', {}) }, ['web → core']],
    ['imports what an index has', { ...lockedWeb(registry), ...imports }, []],
    [
      'imports what a folder has',
      { ...lockedWeb('{ directory = "../core" }'), ...imports },
      ['web → core'],
    ],
    ['is not there', imports, ['web → core']],
  ];
  it.each(rows)('%s', (_title, texts, edges) => {
    expect(projectEdgesOf(workspaceOf({ core: {}, web }, texts))).toEqual(edges);
  });

  it('has a package of the name of a sibling’s module', () => {
    const other = { 'other/pyproject.toml': manifest('other'), 'other/src/core/__init__.py': '' };
    const texts = workspaceOf({ web: {} }, { ...other, ...imports });
    expect(projectEdgesOf({ ...texts, 'web/uv.lock': lockOf('web', {}) })).toEqual(['web → other']);
    expect(projectEdgesOf({ ...texts, ...lockedWeb(registry) })).toEqual([]);
  });

  it('leaves an edit to those that take it from the workspace', () => {
    const names = Array.from({ length: 20 }, (_, index) => `lib${index}`);
    const locks = names.map((name, index): [string, string] => {
      const source = index < 2 ? '{ editable = "../core" }' : registry;
      return [`${name}/uv.lock`, lockOf(name, { core: source })];
    });
    const users = names.map((name): [string, Declared] => [name, { requires: ['core>=1'] }]);
    const projects = { core: {}, ...Object.fromEntries(users) };
    const edges = projectEdgesOf(workspaceOf(projects, Object.fromEntries(locks)));
    expect(selectedBy('core', edges)).toEqual(['core', 'lib0', 'lib1']);
    expect(selectedBy('lib7', edges)).toEqual(['lib7']);
  });
});

describe('a project that is not installed', () => {
  const settings = ['[tool.uv]\npackage = false', '[tool.pdm]\ndistribution = false'];
  const box = { 'voice/box/__init__.py': '', 'core/src/core/x.py': 'import box' };
  it.each(settings)('has its modules for itself: %s', (more) => {
    const texts = { ...box, 'voice/main.py': 'import box, core' };
    expect(projectEdgesOf(workspaceOf({ core: {}, voice: { more } }, texts))).toEqual([
      'voice → core',
    ]);
  });

  it('is known by uv’s lock', () => {
    const lock = (source: string) => ({
      'pyproject.toml': '[tool.uv.workspace]\nmembers = ["*"]',
      'uv.lock': `version = 1\n[[package]]\nname = "voice"\nsource = { ${source} = "voice" }\n`,
    });
    const texts = workspaceOf({ core: {}, voice: {} }, box);
    expect(projectEdgesOf({ ...texts, ...lock('virtual') })).toEqual([]);
    expect(projectEdgesOf({ ...texts, ...lock('editable') })).toEqual(['core → voice']);
  });

  it('keeps the edges that are declared', () => {
    const voice = { more: '[tool.uv]\npackage = false' };
    expect(projectEdgesOf(workspaceOf({ core: { requires: ['voice'] }, voice }))).toEqual([
      'core → voice',
    ]);
  });
});

describe('a package around modules of several projects', () => {
  const part = (name: string, init: boolean): Texts => ({
    [`${name}/pyproject.toml`]: manifest(name),
    [`${name}/src/ns/${name}/__init__.py`]: '',
    ...(init ? { [`${name}/src/ns/__init__.py`]: '' } : {}),
  });
  const three = { ...part('three', false), 'three/src/ns/three/use.py': 'import ns.three' };
  const both = { ...part('one', true), ...part('two', true), ...three };
  it('makes no edge to any of several owners', () => {
    expect(projectEdgesOf(both)).toEqual([]);
  });

  it('makes an edge to the only owner, whose code runs first', () => {
    expect(projectEdgesOf({ ...part('one', true), ...three })).toEqual(['three → one']);
  });

  it('makes an edge to an owner that is declared', () => {
    const declared = { 'three/pyproject.toml': manifest('three', { requires: ['two'] }) };
    expect(projectEdgesOf({ ...both, ...declared })).toEqual(['three → two']);
  });

  it('is asked when something is imported from itself', () => {
    const use = { 'three/src/ns/three/use.py': 'from ns import three, version' };
    expect(projectEdgesOf({ ...both, ...use })).toEqual(['three → one', 'three → two']);
  });
});

describe('projects of one name, each in an environment of its own', () => {
  const lib = (folder: string): Texts => ({
    [`${folder}/pyproject.toml`]: manifest('lib'),
    [`${folder}/src/lib/__init__.py`]: '',
  });
  const poetry = (name: string, path: string) =>
    `[tool.poetry]\nname = "${name}"\n[tool.poetry.dependencies]\nlib = { path = "${path}" }\n`;
  // That of new/lib keeps the name.
  const libs = { ...lib('old/lib'), ...lib('new/lib') };
  const imports = (folder: string) => ({ [`${folder}/src/app/use.py`]: 'import lib\n' });
  const rows: [title: string, texts: Texts, edges: string[]][] = [
    [
      'are told apart by their path',
      { ...libs, ...imports('old/app'), 'old/app/pyproject.toml': poetry('app', '../../new/lib') },
      ['app → lib'],
    ],
    [
      'are told apart by the workspace that they are in',
      {
        ...libs,
        ...imports('apps/new/app'),
        'pyproject.toml': '[tool.uv.workspace]\nmembers = ["new/lib", "apps/new/*"]',
        'apps/new/app/pyproject.toml': manifest('app', { requires: ['lib'] }),
      },
      ['app → lib'],
    ],
    [
      'are told apart by what is nearest',
      {
        ...libs,
        ...imports('old/apps/app'),
        'old/apps/app/pyproject.toml': manifest('app', { requires: ['lib'] }),
      },
      ['app → old/lib'],
    ],
    [
      'count all where none is nearer',
      { ...libs, 'app/pyproject.toml': manifest('app', { requires: ['lib'] }) },
      ['app → lib', 'app → old/lib'],
    ],
    [
      'do not find each other',
      { ...libs, 'old/lib/src/lib/use.py': 'import lib.more\n', 'new/lib/src/lib/more.py': '' },
      [],
    ],
  ];
  it.each(rows)('%s', (_title, texts, edges) => {
    expect(projectEdgesOf(texts)).toEqual(edges);
  });
});

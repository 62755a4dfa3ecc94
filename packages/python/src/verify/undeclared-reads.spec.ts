import { describe, expect, it } from 'vitest';
import { type InputGraph, inputGroups } from './input-groups.js';
import { undeclaredReads, undeclaredVariables, writtenInputs } from './undeclared-reads.js';

const named = {
  pyAll: ['{projectRoot}/**/*', '!{projectRoot}/**/*.md', '!{projectRoot}/dist/**'],
  pyProd: ['pyAll', '!{projectRoot}/tests/**/*'],
};

/** models → base → core; billing beside them; a project inside models; the root is one, too. */
const graph: InputGraph = {
  projects: {
    root: { root: '.' },
    models: { root: 'libs/models', namedInputs: named },
    nested: { root: 'libs/models/nested', namedInputs: named },
    base: { root: 'libs/base', namedInputs: named },
    core: { root: 'libs/core', namedInputs: named },
    billing: { root: 'libs/billing', namedInputs: named },
  },
  dependencies: {
    models: ['base', 'pypi:pytest'],
    base: ['core', 'models'],
  },
  namedInputs: { shared: ['{workspaceRoot}/shared/**/*'], default: ['{projectRoot}/*.txt'] },
};

type Inputs = Parameters<typeof inputGroups>[1];

function isUndeclared(file: string, inputs: Inputs = ['pyAll', '^pyProd'], project = 'models') {
  const roots = Object.values(graph.projects).map(({ root }) => root);
  const task = {
    directory: graph.projects[project]?.root ?? '',
    groups: inputGroups(project, inputs, graph),
    projectRoots: new Set(roots),
    outputs: ['dist/reports/models/test-unit'],
  };
  return undeclaredReads([file], task, () => false).files.length > 0;
}

describe('what the inferred inputs of a test cover', () => {
  it.each([
    ['libs/models/src/models/user.py', 'own sources'],
    ['libs/models/.hidden/.file', 'own hidden files'],
    ['libs/models/tests/unit/data.json', 'own tests'],
    ['libs/base/src/base/py.typed', 'sources of a dependency'],
    ['libs/core/data.json', 'sources of a dependency of a dependency'],
    ['conftest.py', 'what pytest loads above the project'],
    ['libs/conftest.py', 'the same in between'],
    ['.python-version', 'what chooses the interpreter'],
    ['nx.json', 'what Nx hashes into everything'],
    ['.gitignore', 'the same'],
    ['dist/reports/models/test-unit/junit.xml', 'own outputs'],
    ['.venv/lib/python3.11/site-packages/pytest/__init__.py', 'the environment'],
    ['.git/HEAD', 'the repository'],
    ['node_modules/nx/package.json', 'packages of another language'],
    ['libs/billing/src/billing.egg-info/entry_points.txt', 'metadata of an installed project'],
    ['libs/billing/.coverage.host.123', 'data of coverage.py'],
    ['libs/models/.hypothesis/examples/a', 'a cache'],
  ])('covers %s: %s', (file) => {
    expect(isUndeclared(file)).toBe(false);
  });

  it.each([
    ['data/prices.json', 'a file of the workspace'],
    ['pyproject.toml', 'settings of the workspace, of which only sections are hashed'],
    ['libs/models/README.md', 'own prose'],
    ['libs/models/dist/a.json', 'what the named inputs leave out'],
    ['libs/models/nested/a.py', 'a project inside'],
    ['libs/base/tests/helpers.py', 'tests of a dependency'],
    ['libs/billing/src/billing/rates.py', 'a project that is no dependency'],
    ['libs/billing/conftest.py', 'a conftest.py that is not above'],
    ['libs/models2/a.py', 'a folder whose name only begins alike'],
    ['dist/reports/models/test-integration/junit.xml', 'outputs of another task'],
    ['.coveragerc', 'settings of coverage.py'],
  ])('reports %s: %s', (file) => {
    expect(isUndeclared(file)).toBe(true);
  });
});

describe('the forms of an input', () => {
  it.each<[string, Inputs, string, boolean]>([
    ['a glob', ['{workspaceRoot}/data/**/*'], 'data/a/b.json', true],
    ['a glob that ends at a folder', ['{workspaceRoot}/data/*'], 'data/a/b.json', false],
    ['a folder', ['{workspaceRoot}/data'], 'data/a/b.json', true],
    ['a folder with a slash', ['{workspaceRoot}/data/'], 'data/a/b.json', true],
    ['a file', ['{workspaceRoot}/data/a.json'], 'data/a.json', true],
    ['a quoted file', ['{workspaceRoot}/data/a ?b?.json'], 'data/a [b].json', true],
    ['a fileset', [{ fileset: '{workspaceRoot}/data/a.json' }], 'data/a.json', true],
    ['braces', ['{workspaceRoot}/data/{a,b}.json'], 'data/b.json', true],
    [
      'a negation',
      ['{workspaceRoot}/data/**/*', '!{workspaceRoot}/data/a.json'],
      'data/a.json',
      false,
    ],
    [
      'a negation that comes first',
      ['!{workspaceRoot}/data/a', '{workspaceRoot}/data/**/*'],
      'data/a/b.json',
      false,
    ],
    ['a negation alone', ['!{workspaceRoot}/data/a.json'], 'data/b.json', false],
    // Nx leaves the file out: a negation wins over every other input of the project.
    ['own prose as such', ['pyAll', '{projectRoot}/README.md'], 'libs/models/README.md', false],
    [
      'own prose by the workspace',
      ['pyAll', '{workspaceRoot}/libs/models/README.md'],
      'libs/models/README.md',
      true,
    ],
    ['a named input of nx.json', ['shared'], 'shared/a.txt', true],
    ['the default', ['default'], 'libs/models/a.txt', true],
    ['the default as nx.json narrows it', ['default'], 'libs/models/a/b.txt', false],
    ['an input by object', [{ input: 'shared' }], 'shared/a.txt', true],
    ['files of dependencies', ['^{projectRoot}/README.md'], 'libs/core/README.md', true],
    ['not the own', ['^{projectRoot}/README.md'], 'libs/models/README.md', false],
    ['workspace files by dependencies', ['^{workspaceRoot}/data/a'], 'data/a', true],
    ['dependencies by object', [{ input: 'pyProd', dependencies: true }], 'libs/core/a', true],
    [
      'dependencies in the old form',
      [{ input: 'pyProd', projects: 'dependencies' }],
      'libs/core/a',
      true,
    ],
    [
      'a fileset of dependencies',
      [{ fileset: '{projectRoot}/a.md', dependencies: true }],
      'libs/base/a.md',
      true,
    ],
    ['a project by name', [{ input: 'pyAll', projects: ['billing'] }], 'libs/billing/a.py', true],
    ['one project by name', [{ input: 'pyAll', projects: 'billing' }], 'libs/billing/a.py', true],
    ['not what it depends on', [{ input: 'pyAll', projects: ['base'] }], 'libs/core/a.py', false],
    ['an unknown name', ['pyNone'], 'libs/models/a.py', false],
    ['an unknown project', [{ input: 'pyAll', projects: ['none'] }], 'libs/models/a.py', false],
    ['what is no file', [{ env: 'A' }, { runtime: 'b' }], 'libs/models/a.py', false],
    ['parts of a file', [{ json: '{workspaceRoot}/a.json', fields: ['b'] }], 'a.json', false],
  ] as [string, Inputs, string, boolean][])('%s', (_, inputs, file, covered) => {
    expect(isUndeclared(file, inputs)).toBe(!covered);
  });

  it('keeps files of other projects out of those of the root project', () => {
    const inputs = ['{projectRoot}/**/*'];
    expect(isUndeclared('data/a.json', inputs, 'root')).toBe(false);
    expect(isUndeclared('libs/base/a.py', inputs, 'root')).toBe(true);
  });
});

it('sorts what it finds and says each once', () => {
  const task = { directory: 'a', groups: [], projectRoots: new Set(['a']), outputs: [] };
  expect(undeclaredReads(['c', 'b', 'c'], task, () => false).files).toEqual(['b', 'c']);
});

it('counts an ignored file as an input only where an input reads it from the disk', () => {
  const onDisk = { fileset: '{projectRoot}/src/models/a.py', includeIgnored: true };
  const task = {
    directory: 'libs/models',
    groups: inputGroups('models', ['pyAll', onDisk], graph),
    projectRoots: new Set(Object.values(graph.projects).map(({ root }) => root)),
    outputs: [],
  };
  const reads = ['a.py', 'b.py', 'c.py'].map((name) => `libs/models/src/models/${name}`);
  const isIgnored = (file: string) => !file.endsWith('c.py');
  expect(undeclaredReads([...reads, 'libs/models/.venv/x.py'], task, isIgnored)).toEqual({
    files: [],
    ignored: ['libs/models/src/models/b.py'],
  });
});

it('files that a task wrote count when they are its inputs', () => {
  const task = {
    directory: 'libs/models',
    groups: inputGroups('models', ['pyAll', '^pyProd'], graph),
    projectRoots: new Set(Object.values(graph.projects).map(({ root }) => root)),
    outputs: ['libs/models/out'],
  };
  const inputs = ['libs/base/src/x.json', 'libs/models/state.json'];
  const others = ['libs/models/README.md', 'libs/models/out/x', 'libs/models/.coverage', 'data/x'];
  expect(writtenInputs([...inputs, ...others].reverse(), task)).toEqual(inputs);
});

describe('variables', () => {
  const read = (name: string, file = 'libs/a/src/a.py') => ({ name, file, line: 1 });

  it.each(['HOME', 'PATH', 'LC_ALL', 'NX_PARALLEL', 'npm_config_cache', 'https_proxy', 'TERM'])(
    '%s may be read',
    (name) => expect(undeclaredVariables([read(name)], [])).toEqual([]),
  );

  it.each(['CI', 'DATABASE_URL', 'HOMEWORK', 'MY_PATH', 'TZ'])('%s is to be declared', (name) => {
    expect(undeclaredVariables([read(name)], [])).toEqual([read(name)]);
    expect(undeclaredVariables([read(name)], [name])).toEqual([]);
  });

  it("read by what is no code of a project are nobody's", () => {
    expect(undeclaredVariables([read('A', 'node_modules/x/a.py')], [])).toEqual([]);
  });
});

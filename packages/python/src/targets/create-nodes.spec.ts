import type { TargetConfiguration } from '@nx/devkit';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDependenciesFrom } from '../graph/create-dependencies.js';
import { shop } from '../testing/shop.js';
import {
  graphOf,
  type Nodes,
  nodesOf,
  type Texts,
  validateProject,
  workspaceFiles,
} from '../testing/workspace.js';
import { workspaces } from '../testing/workspaces.js';
import { derivePythonGraph } from '../workspace/python-graph.js';
import { createNodesFrom } from './create-nodes.js';

function externalsOf({ inputs }: TargetConfiguration): string[] {
  return (inputs ?? []).flatMap((input) =>
    typeof input === 'object' && 'externalDependencies' in input ? input.externalDependencies : [],
  );
}

const targetsIn = ({ projects }: Nodes) =>
  Object.values(projects).flatMap(({ targets }) => Object.values(targets ?? {}));

describe('in any workspace', () => {
  it('every external node that a target names exists', () => {
    fc.assert(
      fc.property(workspaces, (texts) => {
        const nodes = nodesOf(graphOf(texts));
        const named = targetsIn(nodes).flatMap(externalsOf);
        expect(named.filter((name) => !(name in nodes.externalNodes))).toEqual([]);
      }),
    );
  });

  it('every edge has two ends, none is doubled, and none leads from a project to itself', () => {
    fc.assert(
      fc.property(workspaces, (texts) => {
        const graph = graphOf(texts);
        const { projects, externalNodes } = nodesOf(graph);
        const names = new Map(Object.values(projects).map(({ root, name }) => [root, name ?? '']));
        const known = new Set([...names.values(), ...Object.keys(externalNodes)]);
        const edges = createDependenciesFrom(graph, names, new Map());
        for (const { source, target } of edges) {
          expect([known.has(source), known.has(target), source === target]).toEqual([
            true,
            true,
            false,
          ]);
        }
        const pairs = edges.map(({ source, target }) => `${source} → ${target}`);
        expect(new Set(pairs).size).toBe(pairs.length);
      }),
    );
  });

  it('every target that another waits for exists', () => {
    fc.assert(
      fc.property(workspaces, (texts) => {
        const { projects } = nodesOf(graphOf(texts));
        expect(projects['.']?.targets).toHaveProperty('python-inputs');
        for (const { targets = {} } of Object.values(projects)) {
          const named = Object.values(targets).flatMap(({ dependsOn }) => dependsOn ?? []);
          const own = named.filter((before) => typeof before === 'string');
          expect(own.filter((before) => !(before in targets))).toEqual([]);
        }
      }),
    );
  });

  it('no task’s output holds another’s', () => {
    fc.assert(
      fc.property(workspaces, (texts) => {
        const { projects } = nodesOf(graphOf(texts));
        const outputs = Object.values(projects).flatMap(({ name = '', targets = {} }) =>
          Object.values(targets).flatMap((target) =>
            (target.outputs ?? []).map((path) => `${path.replace('{projectName}', name)}/`),
          ),
        );
        for (const [index, one] of outputs.entries())
          expect(outputs.filter((other, at) => at !== index && other.startsWith(one))).toEqual([]);
      }),
    );
  });
});

/** The nodes that a target's hash holds: named by it, or required by one that is. */
function digestOf(texts: Texts, directory: string, target: string): string {
  const graph = graphOf(texts);
  const { projects, externalNodes } = nodesOf(graph);
  const edges = createDependenciesFrom(graph, new Map(), new Map());
  const found = new Set<string>();
  const pending = externalsOf(projects[directory]?.targets?.[target] ?? {});
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (found.has(name)) continue;
    found.add(name);
    pending.push(...edges.filter(({ source }) => source === name).map((edge) => edge.target));
  }
  const data = [...found].sort().map((name) => [name, Object(externalNodes[name]?.data).hash]);
  return JSON.stringify(data);
}

describe('what a change moves in the hashes of api, and leaves every other target alone', () => {
  const lock = shop['uv.lock'] ?? '';
  const root = shop['pyproject.toml'] ?? '';
  const bump = (name: string): Texts => ({
    'uv.lock': lock.replace(
      `name = "${name}"\nversion = "1.0"`,
      `name = "${name}"\nversion = "2.0"`,
    ),
  });
  const rows: [title: string, change: Texts, moved: string[]][] = [
    ['nothing', {}, []],
    ['a first .ruff.toml', { '.ruff.toml': '[format]' }, ['lint']],
    ['ruff’s section', { 'pyproject.toml': root.replace('99', '88') }, ['lint']],
    ['mypy’s section', { 'pyproject.toml': root.replace('strict = true', '') }, ['typecheck']],
    ['another section', { 'pyproject.toml': `${root}[tool.other]\nx = 1` }, []],
    ['a pytest.ini', { 'pytest.ini': '' }, ['test:unit']],
    ['a conftest.py above', { 'services/conftest.py': '' }, ['test:unit']],
    ['the interpreter’s version', { '.python-version': '3.13' }, ['typecheck', 'test:unit']],
    ['settings of others', { 'libs/ruff.toml': '', 'libs/conftest.py': '' }, []],
    ['ruff', bump('ruff'), ['lint']],
    ['mypy', bump('mypy'), ['typecheck']],
    ['pytest', bump('pytest'), ['typecheck', 'test:unit']],
    ['a plugin of pytest that it does not depend on', bump('pytest-xdist'), []],
    ['a direct requirement', bump('httpx'), ['typecheck', 'test:unit']],
    ['a requirement of a requirement', bump('anyio'), ['typecheck', 'test:unit']],
    ['a requirement of a sibling', bump('attrs'), ['typecheck', 'test:unit']],
  ];
  it.each(rows)('%s: %j → %j', (_title, change, moved) => {
    const after = { ...shop, ...change };
    const found = ['lint', 'typecheck', 'test:unit'].filter(
      (target) =>
        digestOf(shop, 'services/api', target) !== digestOf(after, 'services/api', target),
    );
    expect(found).toEqual(moved);
    // A changed configuration would miss every task of the project, whatever it holds.
    expect(nodesOf(graphOf(after)).projects['services/api']).toEqual(
      nodesOf(graphOf(shop)).projects['services/api'],
    );
  });
});

describe('a project’s node', () => {
  const { projects } = nodesOf(graphOf(shop));
  const rows: [directory: string, node: object][] = [
    ['libs/core', { name: 'Lib_Core', sourceRoot: 'libs/core/src', projectType: 'library' }],
    ['services/api', { name: 'api', sourceRoot: 'services/api', projectType: 'application' }],
    ['.', { name: 'shop', sourceRoot: '.' }],
  ];
  it.each(rows)('%s', (directory, node) => {
    expect(projects[directory]).toMatchObject({ root: directory, ...node });
  });

  it('has its tags, and no empty list of them', () => {
    const text = '[project]\nname = "a"\n[tool.nx-signal]\ntags = ["scope:shop"]';
    const tagged = nodesOf(graphOf({ 'a/pyproject.toml': text }));
    expect(tagged.projects['a']?.tags).toEqual(['scope:shop']);
    expect(projects['libs/core']).not.toHaveProperty('tags');
  });
});

describe('the root', () => {
  const one = { 'a/pyproject.toml': '[project]\nname = "a"' };

  it('is named only when nothing else names it', () => {
    expect(nodesOf(graphOf(one), 'workspace').projects['.']?.name).toBe('workspace');
    expect(nodesOf(graphOf(one), '').projects['.']).not.toHaveProperty('name');
    expect(nodesOf(graphOf(shop), 'workspace').projects['.']?.name).toBe('shop');
  });

  it('has a marker with every file that matters above projects, present or not', () => {
    const marker = nodesOf(graphOf(one)).projects['.']?.targets?.['python-inputs'];
    expect(marker).toMatchObject({ executor: 'nx:noop', cache: false });
    const names = [
      'ruff.toml',
      'mypy.ini',
      'pytest.ini',
      'conftest.py',
      'a/uv.lock',
      'a/pyproject.toml',
    ];
    for (const name of names) expect(marker?.inputs).toContain(`{workspaceRoot}/${name}`);
    expect(marker?.outputs).toEqual(['{workspaceRoot}/.nx-python-inputs']);
  });

  it('is nothing in a workspace without Python projects', () => {
    expect(createNodesFrom(graphOf({ 'pyproject.toml': '[tool.ruff]' }), 'x')).toEqual([]);
    expect(createNodesFrom(graphOf({}), 'x')).toEqual([]);
  });
});

it('a broken project has a node that tells the error, and everything else stays as it was', () => {
  const broken = nodesOf(graphOf({ ...shop, 'libs/bad/pyproject.toml': '[project\n' })).projects;
  const { 'libs/bad': bad, ...others } = broken;
  expect(others).toEqual(nodesOf(graphOf(shop)).projects);
  expect(bad).toMatchObject({ root: 'libs/bad', name: 'bad' });
  // So that a release says what is wrong with it, and does not look for another plugin.
  expect(bad?.release).toEqual({ version: { versionActions: '@nx-signal/python/release' } });
  expect(bad?.targets?.['lint']?.metadata?.description).toMatch(
    /^error \[PYPROJECT_SYNTAX\]: .*\n {2}at libs\/bad\/pyproject\.toml:1:9\n\nhint: /,
  );
});

it('projects of other languages learn what production inputs are', () => {
  const graph = {
    ...graphOf(shop),
    nxProjects: [{ root: 'web', name: 'web', isNamed: true, settings: [] }],
  };
  expect(nodesOf(graph).projects['web']).toMatchObject({
    namedInputs: { pyProd: ['default'], pyImage: ['default'], pyForeign: ['default'] },
  });
});

describe('what is installed is asked for on each run', () => {
  const texts = {
    'pyproject.toml': '[project]\nname = "a"\ndependencies = ["six"]',
    'a.py': '',
    'tests/test_a.py': '',
  };
  const installed = (lock: Texts, ignored: string[] = []) => {
    const files = workspaceFiles({ ...texts, ...lock });
    const graph = derivePythonGraph(
      { ...files, ignoredLocks: new Set(ignored) },
      {},
      validateProject,
    );
    const targets = nodesOf(graph).projects['.']?.targets ?? {};
    const asks = Object.entries(targets).filter(([, { inputs = [] }]) =>
      inputs.some((input) => JSON.stringify(input).includes('dist-info')),
    );
    return asks.map(([name]) => name);
  };
  const lock = { 'uv.lock': 'version = 1\n' };

  it('where no tracked lock says it, and nowhere else', () => {
    expect(installed({})).toEqual(['lint', 'test:unit']);
    expect(installed(lock, ['uv.lock'])).toEqual(['lint', 'test:unit']);
    expect(installed(lock)).toEqual([]);
  });

  it('for a tool that the lock of another manager does not name', () => {
    const metadata = '[metadata]\nlock-version = "2.1"\n';
    const named = `${metadata}[[package]]\nname = "pytest"\nversion = "9"\nfiles = []\n`;
    expect(installed({ 'poetry.lock': metadata })).toEqual(['lint', 'test:unit']);
    expect(installed({ 'poetry.lock': named })).toEqual(['lint']);
  });
});

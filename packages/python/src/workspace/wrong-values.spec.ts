import { stringify } from 'smol-toml';
import { describe, expect, it } from 'vitest';
import { graphOf, nodesOf } from '../testing/workspace.js';

/** Keys of a manifest that the graph is made from, or that tools' settings are read from. */
const keys = [
  'project',
  'project.name',
  'project.version',
  'project.requires-python',
  'project.dependencies',
  'project.optional-dependencies',
  'project.optional-dependencies.x',
  'project.scripts',
  'dependency-groups',
  'dependency-groups.dev',
  'build-system',
  'build-system.requires',
  'build-system.build-backend',
  'tool',
  'tool.uv',
  'tool.uv.package',
  'tool.uv.sources',
  'tool.uv.sources.x',
  'tool.uv.dev-dependencies',
  'tool.uv.build-backend',
  'tool.uv.build-backend.module-name',
  'tool.uv.build-backend.module-root',
  'tool.poetry',
  'tool.poetry.packages',
  'tool.poetry.dependencies',
  'tool.poetry.group',
  'tool.pdm',
  'tool.setuptools',
  'tool.setuptools.packages',
  'tool.setuptools.packages.find',
  'tool.setuptools.package-dir',
  'tool.hatch',
  'tool.hatch.build',
  'tool.hatch.build.targets',
  'tool.hatch.build.targets.wheel',
  'tool.hatch.build.targets.wheel.packages',
  'tool.flit',
  'tool.pytest',
  'tool.pytest.ini_options',
  'tool.pytest.ini_options.testpaths',
  'tool.ruff',
  'tool.ruff.extend',
  'tool.ruff.src',
  'tool.mypy',
  'tool.mypy.files',
  'tool.mypy.mypy_path',
  'tool.mypy.plugins',
  'tool.pyright',
  'tool.pyright.extends',
  'tool.pyright.include',
  'tool.basedpyright',
  'tool.ty',
  'tool.ty.src',
  'tool.pyrefly',
  'tool.pyrefly.search-path',
  'tool.nx-signal',
  'tool.nx-signal.targets',
  'tool.nx-signal.typeChecker',
];

const values: unknown[] = [1, true, 'text', '', [], [1], [[]], [{}], {}, { a: 1 }, { a: [1] }];

function set(data: Record<string, unknown>, key: string, value: unknown): object {
  const [first = '', ...rest] = key.split('.');
  if (rest.length === 0) return { ...data, [first]: value };
  const inner = (data[first] ?? {}) as Record<string, unknown>;
  return { ...data, [first]: set(inner, rest.join('.'), value) };
}

const right = { project: { name: 'a', version: '1', dependencies: ['b'] } };
const files = {
  'libs/a/src/a/x.py': '',
  'libs/a/tests/unit/test_x.py': '',
  'libs/b/pyproject.toml': '[project]\nname = "b"\n',
  'libs/b/src/b/x.py': '',
};
const lock =
  'version = 1\n[[package]]\nname = "a"\nversion = "1"\nsource = { editable = "libs/a" }\n' +
  '[[package]]\nname = "mypy"\nversion = "1"\nsource = { registry = "https://example.test/simple" }\n';

describe('a value of the wrong type costs its own project at most', () => {
  it.each(keys)('%s', (key) => {
    for (const value of values) {
      const text = stringify(set(right, key, value));
      const manifest = { 'libs/a/pyproject.toml': text };
      const locks = { 'uv.lock': lock, 'pyproject.toml': '[tool.uv.workspace]\nmembers = ["*"]\n' };
      for (const more of [{}, locks]) {
        const nodes = nodesOf(graphOf({ ...files, ...more, ...manifest }));
        expect(nodes.projects['libs/b']?.targets, text).toHaveProperty('lint');
      }
    }
  });

  it.each(keys)('%s at the root', (key) => {
    for (const value of values) {
      const text = stringify(set({}, key, value));
      const nodes = nodesOf(graphOf({ ...files, 'uv.lock': lock, 'pyproject.toml': text }));
      expect(nodes.projects['libs/b']?.targets, text).toHaveProperty('lint');
    }
  });
});

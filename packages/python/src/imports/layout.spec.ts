import { describe, expect, it } from 'vitest';
import { deriveLayout } from './layout.js';
import { moduleFiles } from './module-files.js';

/** The names of each file, `private` where only the project itself can import it. */
function named(files: string[], pyproject: unknown): Record<string, string> {
  const named = moduleFiles(files, deriveLayout(files, pyproject));
  return Object.fromEntries(
    named.map((entry) => [
      entry.file,
      [...(entry.private ? ['private'] : []), ...entry.modules].join(' '),
    ]),
  );
}

const hatchling = { 'build-system': { 'build-backend': 'hatchling.build' } };

function tool(name: string, settings: unknown): unknown {
  return { ...hatchling, tool: { [name]: settings } };
}

type Row = [name: string, pyproject: unknown, expected: Record<string, string>];

function table(rows: Row[]): void {
  it.each(rows)('%s', (_name, pyproject, expected) => {
    expect(named(Object.keys(expected), pyproject)).toEqual(expected);
  });
}

describe('discovery', () => {
  table([
    [
      'src layout',
      hatchling,
      {
        'src/acme/__init__.py': 'acme',
        'src/acme/api.pyi': 'acme.api',
        'src/acme/tests/factories.py': 'acme.tests.factories',
        'src/single.py': 'single',
        'tests/test_api.py': 'private tests.test_api test_api',
        'scripts/run.py': 'private scripts.run run',
        'setup.py': 'private setup',
      },
    ],
    [
      'namespace package in src',
      hatchling,
      {
        'src/acme/billing/__init__.py': 'acme.billing',
        'src/acme/billing/api.py': 'acme.billing.api',
      },
    ],
    [
      'flat layout',
      hatchling,
      {
        'acme/__init__.py': 'acme',
        'main.py': 'main',
        'conftest.py': 'private conftest',
        'test_main.py': 'private test_main',
        'docs/conf.py': 'private docs.conf conf',
        'tests/__init__.py': 'private tests',
        'tests/unit/__init__.py': 'private tests.unit',
        'tests/unit/helpers.py': 'private tests.unit.helpers',
        'tests/integration/helpers.py': 'private tests.integration.helpers helpers',
      },
    ],
    [
      'flat beside src without a backend',
      {},
      { 'src/model.py': 'model src.model', 'main.py': 'main' },
    ],
    ['src is a package itself', hatchling, { 'src/__init__.py': 'src', 'src/a.py': 'a src.a' }],
    ['stubs', hatchling, { 'src/acme-stubs/api.pyi': 'acme.api' }],
    ['stubs beside the top', hatchling, { 'acme-stubs/api.pyi': 'acme.api' }],
    [
      'tests only',
      hatchling,
      {
        'tests/helpers.py': 'tests.helpers',
        'conftest.py': 'conftest',
        'docs/conf.py': 'docs.conf',
      },
    ],
    ['no pyproject', undefined, { 'acme/a.py': 'acme.a' }],
    [
      'nonsense',
      { tool: { hatch: [], setuptools: 'x', poetry: { packages: 1 } } },
      { 'a.py': 'a' },
    ],
  ]);
});

describe('hatch', () => {
  const wheel = (settings: unknown) => tool('hatch', { build: { targets: { wheel: settings } } });
  table([
    [
      'packages',
      wheel({ packages: ['lib/acme', './core'] }),
      { 'lib/acme/a.py': 'acme.a', 'core/b.py': 'core.b', 'other/c.py': 'private other.c c' },
    ],
    ['sources as a list', wheel({ sources: ['lib'] }), { 'lib/acme/a.py': 'acme.a' }],
    [
      'sources as a table',
      wheel({ sources: { 'lib/old': 'acme/new' } }),
      { 'lib/old/a.py': 'acme.new.a' },
    ],
    ['sources that add a prefix', wheel({ sources: { '': 'acme' } }), { 'a.py': 'acme.a' }],
    [
      'packages with sources',
      wheel({ packages: ['lib/old'], sources: { lib: 'acme' } }),
      { 'lib/old/a.py': 'acme.old.a' },
    ],
    [
      'only-include',
      wheel({ 'only-include': ['acme', 'main.py'] }),
      { 'acme/a.py': 'acme.a', 'main.py': 'main', 'b.py': 'private b' },
    ],
    [
      'include',
      wheel({ include: ['/acme/**/*.py', 'main.py', 'README.md', '*.typed'] }),
      { 'acme/a.py': 'acme.a', 'main.py': 'main', 'tool/b.py': 'private tool.b b' },
    ],
    [
      'force-include',
      wheel({ 'force-include': { 'lib/a.py': 'acme/b.py', '../x': 'x' } }),
      { 'lib/a.py': 'acme.b' },
    ],
    [
      'for all targets, and dev-mode-dirs',
      tool('hatch', { build: { packages: ['lib/acme'], 'dev-mode-dirs': ['lib'] } }),
      { 'lib/acme/a.py': 'acme.a', 'lib/b.py': 'b' },
    ],
    ['a package that is not there', wheel({ packages: ['src/x'] }), { 'acme/a.py': 'acme.a' }],
  ]);
});

describe('uv_build', () => {
  const uv = (settings: unknown) => ({
    ...(tool('uv', { 'build-backend': settings }) as object),
    project: { name: 'Acme-Core' },
  });
  table([
    ['module-name', uv({ 'module-name': 'acme.core' }), { 'src/acme/core/a.py': 'acme.core.a' }],
    ['module-root', uv({ 'module-root': 'lib' }), { 'lib/acme_core/a.py': 'acme_core.a' }],
    [
      'flat',
      uv({ 'module-root': '' }),
      { 'acme_core/a.py': 'acme_core.a', 'other/b.py': 'private other.b b' },
    ],
    [
      'flat with several names',
      uv({ 'module-root': '', 'module-name': ['a', 'acme.b'] }),
      { 'a/x.py': 'a.x', 'acme/b/y.py': 'acme.b.y' },
    ],
    [
      'namespace',
      uv({ namespace: true, 'module-name': 'acme' }),
      { 'src/acme/a/b.py': 'acme.a.b' },
    ],
  ]);
});

describe('poetry', () => {
  const poetry = (packages: unknown[]) => tool('poetry', { packages });
  table([
    ['include', poetry([{ include: 'acme' }]), { 'acme/a.py': 'acme.a', 'b.py': 'private b' }],
    ['from', poetry([{ include: 'acme', from: 'lib' }]), { 'lib/acme/a.py': 'acme.a' }],
    [
      'to',
      poetry([{ include: 'core', from: 'lib', to: 'acme' }]),
      { 'lib/core/a.py': 'acme.core.a' },
    ],
    ['a pattern', poetry([{ include: 'acme/**/*.py' }]), { 'acme/x/a.py': 'acme.x.a' }],
    ['a module', poetry([{ include: 'single.py' }]), { 'single.py': 'single' }],
    ['nonsense', poetry([1, {}, { include: 2 }]), { 'a.py': 'a' }],
  ]);
});

describe('setuptools', () => {
  const setuptools = (settings: unknown) => tool('setuptools', settings);
  table([
    ['package-dir', setuptools({ 'package-dir': { '': 'lib' } }), { 'lib/acme/a.py': 'acme.a' }],
    ['renamed', setuptools({ 'package-dir': { acme: 'lib/old' } }), { 'lib/old/a.py': 'acme.a' }],
    [
      'packages',
      setuptools({ packages: ['acme', 'x.y'], 'package-dir': { x: 'lib' } }),
      { 'acme/a.py': 'acme.a', 'lib/y/b.py': 'x.y.b', 'c/d.py': 'private c.d d' },
    ],
    [
      'py-modules',
      setuptools({ 'py-modules': ['one'], 'package-dir': { '': 'lib' } }),
      { 'lib/one.py': 'one' },
    ],
    [
      'find in a folder',
      setuptools({ packages: { find: { where: ['lib'] } } }),
      { 'lib/acme/a.py': 'acme.a' },
    ],
    [
      'find with patterns',
      setuptools({ packages: { find: { include: ['acme*'], exclude: ['acme.old*'] } } }),
      {
        'acme/core/a.py': 'acme.core.a',
        'acme_x/b.py': 'acme_x.b',
        'other/c.py': 'private other.c c',
      },
    ],
  ]);
});

describe('other backends', () => {
  table([
    ['pdm', tool('pdm', { build: { 'package-dir': 'lib' } }), { 'lib/acme/a.py': 'acme.a' }],
    ['flit', tool('flit', { module: { name: 'acme.x' } }), { 'acme/x/a.py': 'acme.x.a' }],
    ['maturin', tool('maturin', { 'python-source': 'python' }), { 'python/acme/a.py': 'acme.a' }],
    [
      'scikit-build-core',
      tool('scikit-build', { wheel: { packages: ['python/acme'] } }),
      { 'python/acme/a.py': 'acme.a' },
    ],
    [
      'scikit-build-core, renamed',
      tool('scikit-build', { wheel: { packages: { 'acme/x': 'python/y' } } }),
      { 'python/y/a.py': 'acme.x.a' },
    ],
  ]);
});

import { parse } from 'smol-toml';
import { describe, expect, it } from 'vitest';
import type { Table } from '../toml/pyproject.js';
import { type BuildKind, buildKind } from './build-kind.js';

const system = (backend: string, requires: string, more = '') =>
  `${more}\n[build-system]\nrequires = ${requires}\nbuild-backend = "${backend}"\n`;
const setuptools = (more = '', requires = '["setuptools>=77", "wheel"]') =>
  system('setuptools.build_meta', requires, more);
const hatch = (more = '') => system('hatchling.build', '["hatchling"]', more);

describe('what a build does beside packing files', () => {
  const rows: [
    title: string,
    kind: BuildKind,
    pyproject: string,
    files?: Record<string, string>,
  ][] = [
    ['uv', 'plain', system('uv_build', '["uv_build"]')],
    [
      'uv with data files',
      'scripted',
      system('uv_build', '[]', '[tool.uv.build-backend]\ndata = { data = "assets" }'),
    ],
    ['flit', 'plain', system('flit_core.buildapi', '["flit_core"]')],
    ['poetry', 'plain', system('poetry.core.masonry.api', '["poetry-core"]')],
    [
      'poetry with a script',
      'scripted',
      system('poetry.core.masonry.api', '[]', '[tool.poetry]\nbuild = "build.py"'),
    ],
    ['hatchling', 'plain', hatch()],
    ['hatchling with a hook', 'scripted', hatch('[tool.hatch.build.hooks.custom]')],
    ['a hook of one target', 'scripted', hatch('[tool.hatch.build.targets.wheel.hooks.cython]')],
    ['a metadata hook', 'scripted', hatch('[tool.hatch.metadata.hooks.custom]')],
    ['a hook that writes a version', 'compiled', hatch('[tool.hatch.build.hooks.vcs]')],
    ['a hook in hatch.toml', 'scripted', hatch(), { 'hatch.toml': '[build.hooks.custom]' }],
    [
      'files put elsewhere',
      'scripted',
      hatch('[tool.hatch.build.targets.wheel.force-include]\n"a" = "b"'),
    ],
    ['pdm', 'plain', system('pdm.backend', '["pdm-backend"]')],
    ['pdm with a hook', 'scripted', system('pdm.backend', '[]'), { 'pdm_build.py': '' }],
    ['pdm with a plugin', 'scripted', system('pdm.backend', '["pdm-backend", "pdm-x"]')],
    ['setuptools', 'plain', setuptools()],
    [
      'a setup.py that says nothing',
      'plain',
      setuptools(),
      { 'setup.py': '# For old tools.\nfrom setuptools import setup\n\nsetup()\n' },
    ],
    ['a setup.py', 'scripted', setuptools(), { 'setup.py': 'setup(name=open("x").read())' }],
    ['setup.cfg', 'plain', setuptools(), { 'setup.cfg': '[metadata]\nname = x' }],
    ['commands in setup.cfg', 'scripted', setuptools(), { 'setup.cfg': '[options]\ncmdclass =' }],
    [
      'an extension in C',
      'compiled',
      setuptools('[tool.setuptools]\next-modules = [{ name = "x", sources = ["x.c"] }]'),
    ],
    [
      'an extension out of Python',
      'scripted',
      setuptools('[tool.setuptools]\next-modules = [{ name = "x", sources = ["x.py"] }]'),
    ],
    ['a plugin of setuptools', 'scripted', setuptools('', '["setuptools", "cffi"]')],
    ['setuptools-scm', 'compiled', setuptools('', '["setuptools", "setuptools-scm"]')],
    ['maturin', 'compiled', system('maturin', '["maturin"]')],
    ['scikit-build', 'compiled', system('scikit_build_core.build', '[]')],
    ['meson', 'compiled', system('mesonpy', '[]')],
    ['a backend of the project', 'scripted', `${system('uv_build', '[]')}backend-path = ["."]`],
    ['an unknown backend', 'scripted', system('poetry_dynamic_versioning.backend', '[]')],
    ['no build system', 'plain', ''],
    ['no build system, but setup.py', 'scripted', '', { 'setup.py': 'setup(name="x")' }],
  ];
  it.each(rows)('%s: %s', (_title, kind, text, files = {}) => {
    expect(buildKind({ data: parse(text) as Table, text: (file) => files[file] })).toBe(kind);
  });
});

import { describe, expect, it } from 'vitest';
import { factsOf } from '../testing/workspace.js';
import { isBuildable, mayCompile, needOfGit } from './buildable.js';

const of = (system: string, files: Record<string, string> = {}) =>
  factsOf({ 'lib/pyproject.toml': `[project]\nname = "lib"\n${system}`, ...files }, 'lib');
const system = (backend: string, requires: string[] = []) =>
  `[build-system]\nrequires = ${JSON.stringify(requires)}\nbuild-backend = "${backend}"\n`;

it('what says how it is built is built', () => {
  expect(isBuildable(of(system('uv_build')))).toBe(true);
  expect(isBuildable(of(''))).toBe(false);
  expect(isBuildable(of(`${system('uv_build')}[tool.nx-signal]\ntargets.build = false\n`))).toBe(
    false,
  );
});

describe('a compiler may be started', () => {
  const rows: [system: string, files: Record<string, string>, may: boolean][] = [
    [system('uv_build'), {}, false],
    [system('hatchling.build', ['hatchling']), {}, false],
    [system('hatchling.build', ['hatchling', 'hatch-cython']), {}, true],
    [system('hatchling.build', ['hatchling']), { 'lib/hatch_build.py': '' }, true],
    [system('pdm.backend', ['pdm-backend']), { 'lib/pdm_build.py': '' }, true],
    [system('setuptools.build_meta', ['setuptools']), {}, true],
    ['[build-system]\nrequires = ["setuptools"]\n', {}, true],
    [system('maturin', ['maturin']), {}, true],
    [system('own_backend'), {}, true],
  ];
  it.each(rows)('%j with %j: %s', (text, files, may) => {
    expect(mayCompile(of(text, files))).toBe(may);
  });
});

describe('git is asked', () => {
  const rows: [system: string, need: string | undefined][] = [
    [system('hatchling.build', ['hatchling']), undefined],
    [system('hatchling.build', ['hatchling', 'hatch-vcs']), 'history'],
    [system('setuptools.build_meta', ['setuptools', 'Setuptools_SCM[toml]>=8']), 'history'],
    [`${system('pdm.backend')}[tool.pdm.version]\nsource = "scm"\n`, 'history'],
    [system('mesonpy', ['meson-python']), 'files'],
  ];
  it.each(rows)('by %j: %s', (text, need) => {
    expect(needOfGit(of(text))).toBe(need);
  });
});

import { describe, expect, it } from 'vitest';
import { countsInWords, parseStats } from './sccache-stats.js';
import { wrapperVariables } from './wrapper-variables.js';

const sccache = '/bin/sccache';
const compilers = { c: 'gcc -pthread', cxx: 'g++' };
const rust = { RUSTC_WRAPPER: sccache };
const wrapped = { CC: '/bin/sccache gcc -pthread', CXX: '/bin/sccache g++', ...rust };
const launched = {
  CMAKE_C_COMPILER_LAUNCHER: sccache,
  CMAKE_CXX_COMPILER_LAUNCHER: sccache,
  ...rust,
};

describe('sccache is put before compilers', () => {
  const rows: [title: string, backends: string[], inherited: object, variables: object][] = [
    ['of setuptools', ['setuptools.build_meta'], {}, wrapped],
    ['of Meson', ['mesonpy'], {}, wrapped],
    ['of CMake, by its launchers', ['scikit_build_core.build'], {}, launched],
    ['of CMake beside others', ['setuptools.build_meta', 'scikit_build_core.build'], {}, launched],
    ['that somebody has chosen', [''], { CC: 'clang' }, { ...wrapped, CC: '/bin/sccache clang' }],
    ['but for those that are wrapped', [''], { CC: 'ccache gcc', CXX: '/x/sccache g++' }, rust],
    [
      'but for a wrapper of rustc that is set',
      ['maturin'],
      { RUSTC_WRAPPER: 'x' },
      { CC: wrapped.CC, CXX: wrapped.CXX },
    ],
  ];
  it.each(rows)('%s', (_title, backends, inherited, variables) => {
    const request = { sccache, backends, compilers, platform: 'linux' as const };
    expect(wrapperVariables(request, inherited as NodeJS.ProcessEnv)).toEqual(variables);
  });

  it('but for those that setuptools finds on Windows', () => {
    const request = { sccache, backends: [''], compilers, platform: 'win32' as const };
    expect(wrapperVariables(request, {})).toEqual(rust);
  });
});

describe('what sccache counted', () => {
  it('is read from its JSON', () => {
    const stats = { cache_hits: { counts: { C: 2, Rust: 3 } }, cache_misses: { counts: { C: 1 } } };
    expect(parseStats(JSON.stringify({ stats }))).toEqual({ hits: 5, misses: 1 });
    expect(parseStats('no JSON')).toBeUndefined();
    expect(parseStats('{}')).toBeUndefined();
  });

  it('is told where anything was compiled', () => {
    expect(countsInWords({ hits: 5, misses: 1 })).toBe(
      'sccache: 5 of 6 compilations from its cache',
    );
    expect(countsInWords({ hits: 0, misses: 0 })).toBeUndefined();
    expect(countsInWords(undefined)).toBeUndefined();
  });
});

import { expect, it } from 'vitest';
import { flagsFor } from './build-project.js';
import { fixedDate, sourceDateOf } from './source-date.js';
import { variablesOfBuild } from './variables.js';

const inherited = {
  PATH: '/bin',
  HOME: '/home/x',
  CC: 'clang',
  PYTHONPATH: '/x',
  VIRTUAL_ENV: '/x/.venv',
  SETUPTOOLS_USE_DISTUTILS: 'stdlib',
  MY_FLAG: '1',
  OTHER_FLAG: '1',
  UV_INDEX_INTERNAL_PASSWORD: 'secret',
  UV_BUILD_CONSTRAINT: 'x.txt',
  SCCACHE_DIR: '/cache',
};

it('a build gets what the hash knows of, and what decides nothing', () => {
  const { MY_FLAG, PATH, ...changed } = variablesOfBuild(['MY_FLAG'], 1000, inherited);
  const removed = Object.keys(changed).filter((name) => changed[name] === undefined);
  expect(removed).toEqual(
    expect.arrayContaining([
      'OTHER_FLAG',
      'PYTHONPATH',
      'SETUPTOOLS_USE_DISTUTILS',
      'UV_BUILD_CONSTRAINT',
      'VIRTUAL_ENV',
    ]),
  );
  for (const name of ['CC', 'HOME', 'SCCACHE_DIR', 'UV_INDEX_INTERNAL_PASSWORD'])
    expect(removed).not.toContain(name);
  expect([MY_FLAG, PATH]).toEqual([undefined, undefined]);
  expect(changed).toMatchObject({ SOURCE_DATE_EPOCH: '1000', TZ: 'UTC' });
  expect(Object.keys(variablesOfBuild(['MY_FLAG'], 1000, inherited))).not.toContain('MY_FLAG');
});

it('who may publish is not told to what builds', () => {
  const identity = {
    UV_PUBLISH_TOKEN: 'pypi-x',
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'x',
    ACTIONS_ID_TOKEN_REQUEST_URL: 'https://issuer.test',
    PYPI_ID_TOKEN: 'x',
  };
  const store = { ACTIONS_RESULTS_URL: 'https://results.test', ACTIONS_RUNTIME_TOKEN: 'x' };
  const changed = variablesOfBuild([], 1000, { ...identity, ...store });
  for (const name of Object.keys(identity)) expect(Object.keys(changed)).toContain(name);
  for (const name of Object.keys(identity)) expect(changed[name]).toBeUndefined();
  for (const name of Object.keys(store)) expect(Object.keys(changed)).not.toContain(name);
});

it('everything is of one date unless somebody says which', async () => {
  expect(await sourceDateOf('/nowhere', 'lib', 'fixed', {})).toBe(fixedDate);
  expect(await sourceDateOf('/nowhere', 'lib', undefined, { SOURCE_DATE_EPOCH: '5' })).toBe(5);
  expect(await sourceDateOf('/nowhere', 'lib', undefined, { SOURCE_DATE_EPOCH: 'x' })).toBe(
    fixedDate,
  );
});

it('setuptools compiles as the interpreter was compiled, without symbols for debuggers', () => {
  const flags = '-O3 -g -Wall -ggdb3 -fwrapv';
  const both = { CFLAGS: '-O3 -Wall -fwrapv', CXXFLAGS: '-O3 -Wall -fwrapv' };
  expect(flagsFor('setuptools.build_meta', flags, {})).toEqual(both);
  expect(flagsFor('', flags, { CFLAGS: '-O1' })).toEqual({ CXXFLAGS: both.CXXFLAGS });
  expect(flagsFor('setuptools.build_meta', undefined, {})).toEqual({});
  for (const backend of ['scikit_build_core.build', 'mesonpy', 'maturin'])
    expect(flagsFor(backend, flags, {})).toEqual({});
});

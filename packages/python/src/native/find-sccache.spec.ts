import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { findSccache } from './find-sccache.js';

it('takes the one on PATH, the one that a variable names, or none', async () => {
  const folder = temporaryFolder({ 'bin/sccache': '#!/bin/sh\n', 'own/sccache': '#!/bin/sh\n' });
  const path = join(folder, 'bin');
  const find = (variables: NodeJS.ProcessEnv) => findSccache(folder, variables);
  expect(await find({ PATH: `/nowhere:${path}` })).toEqual({ program: join(path, 'sccache') });
  const own = join(folder, 'own/sccache');
  expect(await find({ PATH: path, NX_SIGNAL_SCCACHE: own })).toEqual({ program: own });
  expect(await find({ PATH: path, NX_SIGNAL_SCCACHE: 'off' })).toEqual({
    absent: 'NX_SIGNAL_SCCACHE is off',
  });
  expect(await find({ PATH: '/nowhere' })).toEqual({ absent: 'it is not on PATH' });
  expect(await find({ PATH: path, NX_SIGNAL_SCCACHE: '/nowhere/x' })).toEqual({
    absent: '/nowhere/x is not there',
  });
});

it('takes one that was installed before', async () => {
  const folder = temporaryFolder({ 'bin/sccache': '#!/bin/sh\n' });
  const found = await findSccache(folder, { PATH: '/nowhere', NX_SIGNAL_SCCACHE: 'install' });
  expect(found).toEqual({ program: join(folder, 'bin/sccache') });
});

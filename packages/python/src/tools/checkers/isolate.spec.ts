import { dirname } from 'node:path';
import { expect, it } from 'vitest';
import { toolWorkspace } from '../../testing/tool-task.js';
import { checkerEnvironment, nodeEnvironment } from './isolate.js';

it('variables that no hash knows of are taken away from checkers', () => {
  const variables = {
    HOME: '/home/me',
    TY_OUTPUT_FORMAT: 'concise',
    PYREFLY_CONFIG: 'x.toml',
    PYRIGHT_PYTHON_FORCE_VERSION: '1',
    PYRIGHT_PYTHON_CACHE_DIR: '/cache',
    VIRTUAL_ENV: '/other',
  };
  expect(checkerEnvironment({}, toolWorkspace('/repo'), variables)).toEqual({
    TY_OUTPUT_FORMAT: undefined,
    PYREFLY_CONFIG: undefined,
    PYRIGHT_PYTHON_FORCE_VERSION: undefined,
    VIRTUAL_ENV: undefined,
    PYTHONPATH: undefined,
  });
});

it('siblings are found by their source folders', () => {
  const workspace = toolWorkspace('/repo', { sourceFolders: ['libs/a/src', 'libs/b/src'] });
  const { PYTHONPATH } = checkerEnvironment({}, workspace, { PYTHONPATH: '/mine' });
  expect(PYTHONPATH).toBe('/repo/libs/a/src:/repo/libs/b/src');
});

it('a project that is not installed is found by itself alone', () => {
  const workspace = toolWorkspace('/repo', { sourceFolders: ['libs/a/src'] });
  const { PYTHONPATH } = checkerEnvironment({ ownRoot: 'apps/x/src' }, workspace, {});
  expect(PYTHONPATH).toBe('/repo/apps/x/src:/repo/libs/a/src');
});

it('programs of Node find the one that runs Nx', () => {
  const { PATH } = nodeEnvironment({}, toolWorkspace('/repo'), { PATH: '/bin' });
  expect(PATH).toBe(`${dirname(process.execPath)}:/bin`);
});

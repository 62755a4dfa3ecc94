import { expect, it } from 'vitest';
import { toolTask, toolWorkspace } from '../testing/tool-task.js';
import {
  hashedVariables,
  isSteering,
  steeringKey,
  variablesOf,
  variablesOfRun,
  withoutAccount,
  withoutRun,
  withoutSteering,
} from './isolate.js';

it.each([
  'PYTHONPATH',
  'PYTHONOPTIMIZE',
  'PYTHONHASHSEED',
  'PYTHON_GIL',
  '__PYVENV_LAUNCHER__',
  'VIRTUAL_ENV',
  'CONDA_PREFIX',
  'PYTEST_ADDOPTS',
  'PYTEST_PLUGINS',
  'PYTEST_DISABLE_PLUGIN_AUTOLOAD',
  'COVERAGE_RCFILE',
  'COVERAGE_PROCESS_START',
  'COV_CORE_SOURCE',
  'HYPOTHESIS_PROFILE',
  'DJANGO_SETTINGS_MODULE',
  'RUFF_CONFIG',
  'MYPYPATH',
  'MYPY_CACHE_DIR',
  'TY_CONFIG_FILE',
  'PYREFLY_CONFIG',
  'PYRIGHT_PYTHON_FORCE_VERSION',
  'UV_INDEX_URL',
])('%s steers a tool', (name) => expect(isSteering(name)).toBe(true));

it.each([
  'PATH',
  'HOME',
  'CI',
  'NX_PARALLEL',
  'FORCE_COLOR',
  'DATABASE_URL',
  'pythonLocation',
  'PYTHONPYCACHEPREFIX',
  'PYTHONDONTWRITEBYTECODE',
  'PYTHONUNBUFFERED',
  'RUFF_CACHE_DIR',
  'UV_CACHE_DIR',
])('%s does not', (name) => expect(isSteering(name)).toBe(false));

it('takes away what steers, but not what is part of the hash', () => {
  const variables = { PYTHONPATH: '/a', PYTEST_ADDOPTS: '-x', HOME: '/me' };
  expect(withoutSteering(['PYTEST_ADDOPTS', 'HOME', 'NOT_SET'], variables)).toEqual({
    PYTHONPATH: undefined,
    PYTEST_ADDOPTS: '-x',
  });
});

it('has what .env files change for a task, without what steers and is not declared', () => {
  const fileVariables = { COLOUR: 'green', PYTHONOPTIMIZE: '1', PYTEST_ADDOPTS: '-x' };
  const shell = { COLOUR: 'red', PYTEST_ADDOPTS: '-v', RUFF_CONFIG: 'a', SIZE: '1' };
  expect(variablesOf({ fileVariables }, shell)).toEqual({ ...shell, ...fileVariables });
  expect(hashedVariables({ fileVariables, variables: ['PYTEST_ADDOPTS'] }, shell)).toEqual({
    COLOUR: 'green',
    PYTHONOPTIMIZE: undefined,
    PYTEST_ADDOPTS: '-x',
    RUFF_CONFIG: undefined,
  });
});

it('parts tasks of which .env files change the variables', () => {
  const green = { fileVariables: { COLOUR: 'green' } };
  expect(steeringKey(green)).toBe(steeringKey({ fileVariables: { COLOUR: 'green' } }));
  expect(steeringKey(green)).not.toBe(steeringKey({}));
  expect(steeringKey(green)).not.toBe(steeringKey({ fileVariables: { COLOUR: 'red' } }));
});

it('parts tasks only by declared variables that steer', () => {
  const key = (variables?: string[]) =>
    steeringKey(toolTask({ kind: 'lint', environment: '.' }, { variables }));
  expect(key(['DATABASE_URL'])).toBe(key());
  expect(key(['UV_INDEX', 'RUFF_CONFIG'])).toBe(key(['RUFF_CONFIG', 'A', 'UV_INDEX']));
  expect(key(['RUFF_CONFIG'])).not.toBe(key());
});

it.each([
  ['linux', { HOME: '/r/cache/nobody' }],
  ['darwin', { HOME: '/r/cache/nobody' }],
  ['win32', { USERPROFILE: '/r/cache/nobody' }],
] as const)(
  'settings of the account are looked for where there are none, on %s',
  (platform, home) => {
    expect(withoutAccount(toolWorkspace('/r'), platform)).toEqual({
      ...home,
      XDG_CONFIG_HOME: '/r/cache/nobody/.config',
      APPDATA: '/r/cache/nobody/AppData',
    });
  },
);

it('what Nx and npm say about a run is told apart, but for what is declared', () => {
  const variables = {
    NX_INVOCATION_ANCESTOR_PIDS: '1,2',
    NX_SKIP_NX_CACHE: 'true',
    npm_lifecycle_event: 'nx',
    INIT_CWD: '/work',
    NX_SIGNAL_TRACE: '/trace',
    NXT: 'other',
    PATH: '/bin',
  };
  const { NX_SIGNAL_TRACE: _trace, NXT: _other, PATH: _path, ...ofRun } = variables;
  expect(variablesOfRun(variables)).toEqual(ofRun);
  expect(withoutRun(['NX_SKIP_NX_CACHE'], variables)).toEqual({
    NX_INVOCATION_ANCESTOR_PIDS: undefined,
    npm_lifecycle_event: undefined,
    INIT_CWD: undefined,
  });
});

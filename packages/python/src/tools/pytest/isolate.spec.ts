import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../testing/temporary-folder.js';
import { toolTask, toolWorkspace } from '../../testing/tool-task.js';
import type { VerifiedTask } from '../../verify/verified-task.js';
import type { TestOptions, ToolTask } from '../tool-task.js';
import { isolatePytest, pytestSettings, searchFolder } from './isolate.js';

const base: TestOptions = { kind: 'test', environment: '.', paths: ['tests/unit'], report: 'r' };
const files = { 'libs/a/tests/unit/test_x.py': '', 'libs/a/qa/test_y.py': '' };

describe('the folder from which pytest looks for settings', () => {
  it.each<[string[], string]>([
    [['tests/unit'], 'libs/a/tests/unit'],
    [['tests/unit/test_x.py'], 'libs/a/tests/unit'],
    [['tests', 'qa'], 'libs/a'],
    [['tests', 'tests/unit'], 'libs/a/tests'],
    [['missing', 'qa'], 'libs/a/qa'],
    [['missing'], 'libs/a'],
    [['.'], 'libs/a'],
  ])('of %j is %s', (paths, expected) => {
    expect(searchFolder('libs/a', paths, temporaryFolder(files))).toBe(expected);
  });
});

describe('settings of pytest', () => {
  function settings(texts: Record<string, string>, task: Partial<ToolTask> = {}, args?: string[]) {
    const root = temporaryFolder({ ...files, ...texts });
    const options = { ...base, ...(args ? { args } : {}) };
    return pytestSettings(toolTask(options, task), toolWorkspace(root)).map((argument) =>
      argument.replace(root, '').replace(/^-c.*\/python\//, '-c…/'),
    );
  }

  it.each<[string, Record<string, string>, Partial<ToolTask>, string[]]>([
    ['those that were found', {}, { config: 'pytest.ini' }, ['-c/pytest.ini', '--rootdir=']],
    [
      'the nearest manifest, whose folder is the root',
      { 'pyproject.toml': '', 'libs/a/pyproject.toml': '' },
      {},
      ['-c/libs/a/pyproject.toml', '--rootdir=/libs/a'],
    ],
    [
      'none where there is no manifest',
      {},
      {},
      ['-c…/no-settings/pytest.ini', '--rootdir=/libs/a', '--confcutdir=/libs/a'],
    ],
  ])('are %s', (_, texts, task, expected) => {
    expect(settings(texts, task).map((argument) => argument.replace(/\/$/, ''))).toEqual(expected);
  });

  it.each([['-c', 'x.ini'], ['-cx.ini'], ['--config-file=x.ini'], ['--config-file', 'x.ini']])(
    'are those that arguments name: %s',
    (...args) => {
      expect(settings({}, { config: 'pytest.ini' }, args)).toEqual([]);
    },
  );
});

describe('variables of pytest', () => {
  const inherited = { PYTHONPATH: '/mine', PYTEST_ADDOPTS: '-x', HOME: '/me' };
  const verified = { lists: '/l', workspaceRoot: '/r' } as VerifiedTask;

  it('are without those that steer it', () => {
    expect(isolatePytest({}, inherited)).toEqual({
      PYTHONPATH: undefined,
      PYTEST_ADDOPTS: undefined,
    });
  });

  it('have the folder of the plugin, behind a path that is declared', () => {
    const path = (variables: string[]) =>
      isolatePytest({ variables, verified }, inherited)['PYTHONPATH'];
    expect(path([])).toMatch(/^[^:]*inputs$/);
    expect(path(['PYTHONPATH'])).toMatch(/^\/mine:[^:]*inputs$/);
  });

  it('are without those that nothing declares, which it is told by name', () => {
    const shell = {
      HOME: '/me',
      RATE: '1',
      SECRET: 'x',
      UV_CACHE_DIR: '/c',
      LD_LIBRARY_PATH: '/l',
    };
    const closed = { ...verified, fails: true, variables: ['RATE'] };
    expect(isolatePytest({ variables: ['RATE'], verified: closed }, shell)).toEqual({
      SECRET: undefined,
      PYTHONPATH: expect.any(String),
      NX_SIGNAL_INPUTS: '/l',
      NX_SIGNAL_INPUTS_ROOT: '/r',
      NX_SIGNAL_INPUTS_HIDDEN: 'SECRET',
    });
  });

  it('are all there where what is undeclared is told alone', () => {
    const open = { ...verified, fails: false, variables: [] };
    expect(Object.keys(isolatePytest({ verified: open }, { SECRET: 'x' })).sort()).toEqual([
      'NX_SIGNAL_INPUTS',
      'NX_SIGNAL_INPUTS_ROOT',
      'PYTHONPATH',
    ]);
  });
});

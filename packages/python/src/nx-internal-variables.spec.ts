import { rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { ProjectGraph, Task } from '@nx/devkit';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { forgetTaskVariables, variablesOfFiles, variablesOfTask } from './nx-internal-variables.js';
import { temporaryFolder } from './testing/temporary-folder.js';

const require = createRequire(import.meta.url);
const environment: { getTaskSpecificEnv(task: Task, graph: ProjectGraph): NodeJS.ProcessEnv } =
  require('nx/src/tasks-runner/task-env.js');

const task: Task = {
  id: 'a:lint',
  target: { project: 'a', target: 'lint' },
  overrides: {},
  outputs: [],
  cache: true,
  parallelism: true,
};
const data = { root: 'a', targets: { lint: {} } };
const graph: ProjectGraph = {
  nodes: { a: { name: 'a', type: 'lib', data } },
  dependencies: {},
};

/** As Nx has it, and as this plugin has. */
const colours = () =>
  [environment.getTaskSpecificEnv, variablesOfTask].map((read) => read(task, graph)['COLOUR']);

afterEach(() => vi.unstubAllEnvs());

// Before the others, which have Nx's function replaced.
describe('what .env files change for tasks of a batch', () => {
  const { setWorkspaceRoot, workspaceRoot } = require('nx/src/utils/workspace-root.js');
  let count = 0;

  /** Of one task; `shell` stands for what all of the batch have, with the files at the root that Nx has read. */
  function changes(files: Record<string, string>, shell: Record<string, string> = {}) {
    const root = temporaryFolder({ 'a/file': '', ...files });
    setWorkspaceRoot(root);
    onTestFinished(() => setWorkspaceRoot(workspaceRoot));
    vi.stubEnv('NX_LOAD_DOT_ENV_FILES', 'true');
    for (const [name, value] of Object.entries(shell)) vi.stubEnv(name, value);
    // Nx reads them once for each task.
    const id = `a:lint:${count++}`;
    const tasks = [{ ...task, id, projectRoot: 'a' }];
    return variablesOfFiles(root, tasks, graph).get(id);
  }

  it.each([
    ['those of the project', { 'a/.env': 'COLOUR=green' }, {}, 'green'],
    ['those of the target', { 'a/.lint.env': 'COLOUR=green', 'a/.env': 'COLOUR=red' }, {}, 'green'],
    ['those of the target at the root', { '.env.lint': 'COLOUR=green' }, {}, 'green'],
    [
      'those of the project before those at the root',
      { 'a/.env': 'COLOUR=green', '.env': 'COLOUR=red' },
      { COLOUR: 'red' },
      'green',
    ],
  ])('%s', (_, files, shell, colour) => {
    expect(changes(files, shell)).toEqual({ COLOUR: colour });
  });

  it.each([
    ['where there are none', {}, {}],
    ['where those at the root say it all', { '.env': 'COLOUR=red' }, { COLOUR: 'red' }],
    ['where the shell says something else', { 'a/.env': 'COLOUR=green' }, { COLOUR: 'red' }],
    ['where they are of another target', { 'a/.test.env': 'COLOUR=green' }, {}],
  ])('nothing %s', (_, files, shell) => {
    expect(changes(files, shell)).toBeUndefined();
  });
});

it('has Nx read the variables of a task anew, which it otherwise reads once', () => {
  vi.stubEnv('NX_LOAD_DOT_ENV_FILES', 'false');
  vi.stubEnv('COLOUR', 'red');
  expect(colours()).toEqual(['red', 'red']);
  vi.stubEnv('COLOUR', 'blue');
  expect(colours()).toEqual(['red', 'red']);
  forgetTaskVariables(process.cwd());
  expect(colours()).toEqual(['blue', 'blue']);
  vi.stubEnv('COLOUR', 'green');
  forgetTaskVariables(process.cwd());
  expect(colours()).toEqual(['green', 'green']);
});

it('reads the files that concern a task, wherever they are', async () => {
  const root = temporaryFolder({ 'a/file': '' });
  const config = vi.spyOn(require('dotenv'), 'config').mockReturnValue({});
  onTestFinished(() => config.mockRestore());
  const isRead = async (file?: string) => {
    if (file) writeFileSync(join(root, file), '');
    config.mockClear();
    // A turn later, as whoever writes files is.
    await Promise.resolve();
    forgetTaskVariables(root);
    environment.getTaskSpecificEnv({ ...task, projectRoot: 'a' }, graph);
    if (file) rmSync(join(root, file));
    return config.mock.calls.length > 0;
  };
  expect(await isRead()).toBe(false);
  for (const file of ['.env', 'a/.env', 'a/.local.env', 'a/.env.lint.local', '.lint.env'])
    expect([file, await isRead(file)]).toEqual([file, true]);
  expect(await isRead('a/environment')).toBe(false);
  vi.stubEnv('DOTENV_KEY', 'any');
  expect(await isRead()).toBe(true);
});

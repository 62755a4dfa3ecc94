import type { ProjectConfiguration } from '@nx/devkit';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.js';
import type { TypecheckOptions } from '../tools/tool-task.js';
import { brokenMessage } from './broken-project.js';
import {
  environmentOf,
  isBroken,
  pluginOptions,
  projectsIn,
  readToolTask,
  readToolWorkspace,
  type TaskContext,
} from './read-tasks.js';

function project(root: string, environment?: string, sourceRoot?: string): ProjectConfiguration {
  const targets = { build: {}, lint: { options: environment ? { environment } : {} } };
  return { root, targets, ...(sourceRoot ? { sourceRoot } : {}) };
}

const taskOf = (project: string, target: string) => ({
  id: `${project}:${target}`,
  project,
  target,
});

function contextOf(
  projects: Record<string, ProjectConfiguration>,
  plugins: unknown[] = [],
  root = '/repo',
): TaskContext {
  const nxJsonConfiguration = { plugins } as NonNullable<TaskContext['nxJsonConfiguration']>;
  return { root, projectsConfigurations: { version: 2, projects }, nxJsonConfiguration };
}

const context = contextOf({
  a: project('libs/a', '.', 'libs/a/src'),
  b: project('libs/b', '.'),
  sub: project('libs/a/sub', '.'),
  deeper: project('libs/a/sub/x', 'libs/a/sub/x'),
  tool: project('tools/x', 'tools/x'),
  web: project('web'),
});

it('a project’s environment is the one that its targets name', () => {
  expect(environmentOf(project('libs/a', 'tools'))).toBe('tools');
  expect(environmentOf(project('web'))).toBeUndefined();
  expect(environmentOf({ root: 'web' })).toBeUndefined();
});

it('projects that share an environment', () => {
  expect(projectsIn('.', context).map(({ root }) => root)).toEqual([
    'libs/a',
    'libs/b',
    'libs/a/sub',
  ]);
  expect(projectsIn('gone', context)).toEqual([]);
});

describe('a task has the folders of the projects inside its own', () => {
  const rows: [name: string, folder: string, nested: string[]][] = [
    ['a', 'libs/a', ['libs/a/sub', 'libs/a/sub/x']],
    ['b', 'libs/b', []],
    ['sub', 'libs/a/sub', ['libs/a/sub/x']],
  ];
  it.each(rows)('%s', (name, folder, nested) => {
    const options = { kind: 'lint', environment: '.' } as const;
    expect(readToolTask(taskOf(name, 'lint'), options, context)).toMatchObject({
      id: `${name}:lint`,
      project: folder,
      nested,
      options,
    });
  });
});

it('a check of types has the configuration of its own checker', () => {
  const folder = temporaryFolder({ 'mypy.ini': '', 'ty.toml': '', 'libs/a/pyrefly.toml': '' });
  const here = contextOf({ a: project('libs/a', '.') }, [], folder);
  const configOf = (tool: TypecheckOptions['tool']) =>
    readToolTask(taskOf('a', 't'), { kind: 'typecheck', tool, environment: '.', paths: [] }, here)
      .config;
  expect(configOf('ty')).toBe('ty.toml');
  expect(configOf('pyrefly')).toBe('libs/a/pyrefly.toml');
  expect(configOf('pyright')).toBeUndefined();
});

describe('a check of types has the configuration that is there now', () => {
  const rows: [title: string, texts: Record<string, string>, config: string | undefined][] = [
    ['none', {}, undefined],
    ['above', { 'mypy.ini': '' }, 'mypy.ini'],
    ['a section', { 'pyproject.toml': '[tool.mypy]' }, 'pyproject.toml'],
    ['its own', { 'libs/a/mypy.ini': '', 'mypy.ini': '' }, 'libs/a/mypy.ini'],
    [
      'not one that cannot be read',
      { 'libs/a/pyproject.toml': '[tool.mypy', 'mypy.ini': '' },
      'mypy.ini',
    ],
  ];
  it.each(rows)('%s', (_title, texts, config) => {
    const folder = temporaryFolder(texts);
    const here = contextOf({ a: project('libs/a', '.') }, [], folder);
    const options: TypecheckOptions = {
      kind: 'typecheck',
      tool: 'mypy',
      environment: '.',
      paths: ['src'],
    };
    expect(readToolTask(taskOf('a', 'typecheck'), options, here).config).toBe(config);
    const lint = { kind: 'lint', environment: '.' } as const;
    expect(readToolTask(taskOf('a', 'lint'), lint, here).config).toBeUndefined();
  });
});

it('a workspace has the import roots of all projects of the environment', () => {
  expect(readToolWorkspace('.', '/repo/.venv', context)).toMatchObject({
    root: '/repo',
    environmentFolder: '/repo/.venv',
    importRoots: ['libs/a/src', 'libs/a/sub', 'libs/b'],
    sourceFolders: ['libs/a/src'],
  });
});

describe('options of the plugin in nx.json', () => {
  const rows: [plugins: unknown[], groups: string[], extras: string[]][] = [
    [[], [], []],
    [['@nx-signal/python'], [], []],
    [[{ plugin: '@nx-signal/python' }], [], []],
    [[{ plugin: '@nx-signal/python', options: { groups: ['dev'] } }], ['dev'], []],
    [[{ plugin: 'other', options: { groups: ['x'] } }], [], []],
    [['other', { plugin: '@nx-signal/python', options: { extras: ['fast'] } }], [], ['fast']],
  ];
  it.each(rows)('%j', (plugins, groups, extras) => {
    expect(pluginOptions(contextOf({}, plugins))).toEqual({ groups, extras });
  });
});

describe('a project that cannot be used', () => {
  it('is known by its options', () => {
    expect(isBroken({ kind: 'broken', environment: '.' })).toBe(true);
    expect(isBroken({ kind: 'lint', environment: '.' })).toBe(false);
  });

  it('tells the error that the graph has left in its target', () => {
    const targets = { lint: { metadata: { description: 'error [X]: Broken.' } } };
    const broken = contextOf({ a: { root: 'a', targets } });
    expect(brokenMessage('a', 'lint', broken)).toBe('error [X]: Broken.\n');
    expect(brokenMessage('gone', 'lint', broken)).toBe('This project cannot be used.\n');
  });
});

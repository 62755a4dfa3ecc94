import type { ProjectGraph } from '@nx/devkit';
import { expect, it } from 'vitest';
import { interpreterInput } from '../fingerprint/interpreter-input.js';
import { recordOf } from './record.js';
import type { WorkspaceState } from './state.js';

const graph = {
  nodes: {
    api: { name: 'api', type: 'app', data: { root: 'api', targets: {} } },
    models: { name: 'models', type: 'lib', data: { root: 'models', tags: ['x'], targets: {} } },
  },
  externalNodes: {
    'pypi:rich': {
      type: 'pypi',
      name: 'pypi:rich',
      data: { packageName: 'rich', version: '14.0', hash: 'h' },
    },
    'python-config:ruff above .': {
      type: 'python-config',
      name: 'python-config:ruff above .',
      data: { packageName: 'ruff.toml', version: 'v', hash: 'v', parts: { 'ruff.toml': 'p' } },
    },
  },
  dependencies: {},
} as unknown as ProjectGraph;

const state: WorkspaceState = {
  graph,
  nxJson: {},
  projectFiles: {
    api: [
      { file: 'api/app.py', hash: '1' },
      { file: 'api/README.md', hash: '2' },
    ],
    models: [{ file: 'models/user.py', hash: '3' }],
  },
  otherFiles: [{ file: 'nx.json', hash: '4' }],
  variables: { HOME: '#5' },
  interpreters: { tools: '3.12.1' },
};

const match = (globs: string[], paths: string[]) =>
  paths.map((path) => globs.some((glob) => path.endsWith(glob)));

it('fills the names of a plan with values', () => {
  const plan = [
    'api:.py',
    'models:.py',
    'workspace:[{workspaceRoot}/nx.json,app.py]',
    'api:ProjectConfiguration',
    'models:ProjectConfiguration',
    'api:TsConfig',
    'AllExternalDependencies',
    'pypi:rich',
    'env:HOME',
    'env:SECRET',
    'env:NX_CLOUD_ENCRYPTION_KEY',
    'runtime:date',
    `runtime:${interpreterInput('tools').runtime}`,
    `runtime:${interpreterInput('.').runtime}`,
    '**/.marker:.marker',
  ];
  expect(recordOf('api', plan, state, match)).toEqual({
    project: 'api',
    dependencies: ['models'],
    files: {
      'api/app.py': { hash: '1', project: 'api' },
      'models/user.py': { hash: '3', project: 'models' },
      'nx.json': { hash: '4', project: null },
    },
    externals: {
      'pypi:rich': { type: 'pypi', packageName: 'rich', version: '14.0', hash: 'h' },
      'python-config:ruff above .': {
        type: 'python-config',
        packageName: 'ruff.toml',
        version: 'v',
        hash: 'v',
        parts: { 'ruff.toml': 'p' },
      },
    },
    variables: { HOME: '#5', SECRET: undefined },
    interpreters: { tools: '3.12.1', '.': undefined },
    configuration: { api: { root: '"api"' }, models: { root: '"models"', tags: '["x"]' } },
    unrecorded: ['the output of `date`', '**/.marker:.marker'],
  });
});

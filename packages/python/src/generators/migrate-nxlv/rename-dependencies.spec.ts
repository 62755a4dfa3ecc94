import type { TargetConfiguration } from '@nx/devkit';
import { expect, it } from 'vitest';
import { renameDependencies } from './rename-dependencies.js';

const renames = {
  own: new Map([
    ['test', 'test:unit'],
    ['install', undefined],
  ]),
  projects: new Map([
    [
      'core',
      new Map([
        ['test', 'test:unit'],
        ['install', undefined],
      ]),
    ],
    ['api', new Map([['test', 'test:integration']])],
  ]),
  isKept: (name: string) => name === 'install',
};

type DependsOn = TargetConfiguration['dependsOn'];

it.each<[DependsOn, DependsOn]>([
  [
    ['test', 'install', 'lint'],
    ['test:unit', 'lint'],
  ],
  [['^test'], ['^test:unit', '^test:integration']],
  [['^install'], ['^install']],
  [
    ['core:test', 'core:install', 'web:test'],
    ['core:test:unit', 'web:test'],
  ],
  [[{ target: 'test' }], [{ target: 'test:unit' }]],
  [[{ target: 'test', projects: 'api' }], [{ target: 'test:integration', projects: 'api' }]],
  [
    [{ target: 'test', projects: ['api', 'web'] }],
    [
      { target: 'test', projects: ['api', 'web'] },
      { target: 'test:integration', projects: ['api', 'web'] },
    ],
  ],
  [
    [{ target: 'test', dependencies: true }],
    [
      { target: 'test:unit', dependencies: true },
      { target: 'test:integration', dependencies: true },
    ],
  ],
  [[{ target: 'build', projects: ['core'] }], [{ target: 'build', projects: ['core'] }]],
])('%j becomes %j', (dependsOn, expected) => {
  expect(renameDependencies({ dependsOn: dependsOn ?? [] }, renames).dependsOn).toEqual(expected);
});

import { describe, expect, it } from 'vitest';
import { type PlanPart, parsePlanKey, splitGlobs } from './plan-key.js';

const names = {
  isProject: (name: string) => ['models', '@shop/web'].includes(name),
  isExternal: (name: string) => ['pypi:rich', 'lock:.:dev', 'env:x'].includes(name),
};

describe('a part of a plan', () => {
  const rows: [key: string, part: PlanPart][] = [
    [
      'models:libs/models/**/*,!libs/models/**/*.{md,rst}',
      {
        kind: 'project-files',
        project: 'models',
        globs: ['libs/models/**/*', '!libs/models/**/*.{md,rst}'],
      },
    ],
    [
      'workspace:[{workspaceRoot}/nx.json,!{workspaceRoot}/x/*]',
      { kind: 'workspace-files', globs: ['nx.json', '!x/*'] },
    ],
    ['@shop/web:ProjectConfiguration', { kind: 'configuration', project: '@shop/web' }],
    ['models:TsConfig', { kind: 'typescript', project: 'models' }],
    ['pypi:rich', { kind: 'external', name: 'pypi:rich' }],
    ['lock:.:dev', { kind: 'external', name: 'lock:.:dev' }],
    ['env:HOME', { kind: 'variable', name: 'HOME' }],
    ['runtime:node --version', { kind: 'runtime', command: 'node --version' }],
    ['AllExternalDependencies', { kind: 'all-externals' }],
    ['**/.marker:.marker', { kind: 'other', name: '**/.marker:.marker' }],
    ['gone:ProjectConfiguration', { kind: 'other', name: 'gone:ProjectConfiguration' }],
    ['nonsense', { kind: 'other', name: 'nonsense' }],
  ];
  it.each(rows)('%s', (key, part) => {
    expect(parsePlanKey(key, names)).toEqual(part);
  });
});

describe('globs are split at commas outside braces', () => {
  const rows: [text: string, globs: string[]][] = [
    ['', []],
    ['a', ['a']],
    ['a,b', ['a', 'b']],
    ['*.{a,b},c', ['*.{a,b}', 'c']],
    ['{a,{b,c}},d', ['{a,{b,c}}', 'd']],
  ];
  it.each(rows)('%s', (text, globs) => {
    expect(splitGlobs(text)).toEqual(globs);
  });
});

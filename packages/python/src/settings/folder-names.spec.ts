import { describe, expect, it } from 'vitest';
import { FolderNames } from './folder-names.js';

const names = new FolderNames([
  'setup.py',
  'docker/compose.yml',
  'libs/core/src/core/__init__.py',
  'libs/core/src/extra.pyi',
  'libs/api/src/api/a.py',
]);

describe('names in a folder are those of folders and modules', () => {
  it.each([
    ['.', ['docker', 'libs', 'setup']],
    ['libs', ['api', 'core']],
    ['libs/core/src', ['core', 'extra']],
    ['docker', []],
    ['gone', []],
  ])('%s: %j', (folder, expected) => expect(names.in(folder)).toEqual(expected));
});

describe('a pattern stands for the folders that are there', () => {
  it.each([
    ['libs/core', ['libs/core']],
    ['gone', []],
    ['libs/*/src', ['libs/api/src', 'libs/core/src']],
    ['libs/c*', ['libs/core']],
    ['**/core', ['libs/core', 'libs/core/src/core']],
    ['libs/[ab]*', ['libs/api']],
    ['libs/a.i', []],
  ])('%s: %j', (pattern, expected) => expect(names.matching(pattern)).toEqual(expected));
});

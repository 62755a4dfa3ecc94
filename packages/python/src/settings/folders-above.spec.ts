import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { repositoryFoldersAbove } from './folders-above.js';

it.each([
  ['repository', []],
  ['repository/py', ['..']],
  ['repository/a/b', ['..', '../..']],
])('%s → %j', (folder, above) => {
  const root = temporaryFolder({
    'repository/.git/HEAD': '',
    'repository/py/nx.json': '',
    'repository/a/b/nx.json': '',
  });
  expect(repositoryFoldersAbove(join(root, folder))).toEqual(above);
});

import { expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { otherCheckouts, ownFiles } from './other-checkouts.js';

it('finds clones and worktrees, and leaves submodules in', () => {
  const root = temporaryFolder({
    '.git/HEAD': '',
    '.gitmodules': '[submodule "old"]\n\tpath = libs/old\n\turl = x\n',
    'libs/old/.git/HEAD': '',
    'libs/sub/.git': 'gitdir: ../../.git/modules/libs/sub\n',
    'libs/sub/deep/.git': 'gitdir: ../../../.git/modules/libs/sub/modules/deep\n',
    'libs/sub-worktree/.git': 'gitdir: /r/.git/modules/libs/sub/worktrees/x\n',
    'clone/.git/HEAD': '',
    'trees/modules/a/.git': 'gitdir: /r/.git/worktrees/a\n',
  });
  const files = [
    'pyproject.toml',
    'libs/a/pyproject.toml',
    'libs/old/pyproject.toml',
    'libs/sub/pyproject.toml',
    'libs/sub/deep/pyproject.toml',
    'libs/sub-worktree/pyproject.toml',
    'clone/inner/pyproject.toml',
    'trees/modules/a/libs/a/pyproject.toml',
  ];
  const checkouts = otherCheckouts(root, files);
  expect(checkouts).toEqual(['clone', 'libs/sub-worktree', 'trees/modules/a']);
  expect(ownFiles([...files, '.nx/x/pyproject.toml'], checkouts)).toEqual(files.slice(0, 5));
});

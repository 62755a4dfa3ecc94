import { type Tree, updateJson } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { describe, expect, it } from 'vitest';
import { pluginVersion } from '../../options/plugin-version.js';
import { requireServer } from './require-server.js';

const name = '@nx-signal/cache-server';

function treeWith(manifest: object): Tree {
  const tree = createTreeWithEmptyWorkspace();
  updateJson(tree, 'package.json', () => ({ name: 'shop', ...manifest }));
  return tree;
}

describe('the package of the server', () => {
  it.each([
    [{}, { devDependencies: { [name]: pluginVersion } }],
    [{ devDependencies: { [name]: '^0.0.1' } }, { devDependencies: { [name]: pluginVersion } }],
    [{ dependencies: { [name]: '0.0.1' } }, { dependencies: { [name]: pluginVersion } }],
  ])('is pinned to our version: %o', (before, after) => {
    const tree = treeWith(before);
    expect(requireServer(tree)).toBeTypeOf('function');
    expect(JSON.parse(tree.read('package.json', 'utf8') ?? '')).toEqual({ name: 'shop', ...after });
    expect(requireServer(tree)).toBeUndefined();
  });

  it.each(['file:server.tgz', 'workspace:*', 'catalog:', 'npm:@acme/cache@1.0.0'])(
    'stays where it comes from elsewhere: %s',
    (version) => {
      const tree = treeWith({ devDependencies: { [name]: version } });
      const before = tree.read('package.json', 'utf8');
      expect(requireServer(tree)).toBeUndefined();
      expect(tree.read('package.json', 'utf8')).toBe(before);
    },
  );
});

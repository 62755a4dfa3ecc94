import { expect, it } from 'vitest';
import { textIn, treeOf } from '../../testing/generator-tree.js';
import preset from './generator.js';

it('writes the root of a workspace and a first project', async () => {
  const tree = treeOf();
  await preset(tree, { name: 'shop', kind: 'service', requiresPython: '>=3.12' });
  expect(textIn(tree, '.python-version')).toBe('3.12\n');
  expect(textIn(tree, 'pyproject.toml')).toContain('target-version = "py312"');
  expect(textIn(tree, 'services/api/pyproject.toml')).toContain('requires-python = ">=3.12"');
  expect(textIn(tree, 'README.md')).toContain('npx nx show project api');
  expect(JSON.parse(textIn(tree, 'nx.json'))).toMatchObject({ plugins: ['@nx-signal/python'] });
});

it('may leave the first project out', async () => {
  const tree = treeOf();
  await preset(tree, { name: 'shop', kind: 'none' });
  expect(tree.exists('libs') || tree.exists('services')).toBe(false);
});

it('ignores options that create-nx-workspace hands over as well', async () => {
  const tree = treeOf();
  await expect(
    preset(tree, { name: 'shop', kind: 'none', packageManager: 'npm', nxCloud: 'skip' }),
  ).resolves.toBeDefined();
});

it('says in people’s words which option is wrong', async () => {
  const wrong = preset(treeOf(), { name: 'shop', kind: 'none', requiresPython: 'new' });
  await expect(wrong).rejects.toThrow(
    /^error \[USAGE\]: --requiresPython is not valid: .*\.\n\nhint: /,
  );
});

it('keeps the settings of a root that is there', async () => {
  const tree = treeOf({ 'pyproject.toml': '[tool.uv.workspace]\nmembers = []\n' });
  await preset(tree, { name: 'shop', kind: 'none' });
  expect(textIn(tree, 'pyproject.toml')).toBe('[tool.uv.workspace]\nmembers = []\n');
});

import { expect, it } from 'vitest';
import { textIn, treeOf } from '../testing/generator-tree.js';
import { tomlValue } from '../toml/edit-toml.js';
import { UvRoot } from './uv-root.js';

const manifest = (exclude: string[]) =>
  `[tool.uv.workspace]\nmembers = ["libs/*"]\nexclude = ${JSON.stringify(exclude)}\n`;

it.each<[title: string, others: string[], left: string[]]>([
  ['nothing else is in the folder between', [], ['libs/old']],
  ['another project is in it', ['libs/shop/b/pyproject.toml'], ['libs/shop', 'libs/old']],
  ['a file is in it', ['libs/shop/notes.md'], ['libs/shop', 'libs/old']],
  ['another folder is beside it', ['libs/c/pyproject.toml'], ['libs/old']],
])('what was excluded for the sake of a project goes with it where %s', (_title, others, left) => {
  const files = Object.fromEntries(others.map((file) => [file, '']));
  const tree = treeOf({
    'pyproject.toml': manifest(['libs/shop', 'libs/old']),
    'libs/shop/a/pyproject.toml': '',
    ...files,
  });
  new UvRoot(tree, '.').forgetBetween('libs/shop/a');
  const text = textIn(tree, 'pyproject.toml');
  expect(tomlValue(text, ['tool', 'uv', 'workspace', 'exclude'])).toEqual(left);
});

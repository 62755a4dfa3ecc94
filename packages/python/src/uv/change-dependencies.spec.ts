import { expect, it } from 'vitest';
import addDependency from '../generators/add-dependency/generator.js';
import { refusal, textsOf, treeOf } from '../testing/generator-tree.js';

const workspace = () =>
  treeOf({
    'services/api/pyproject.toml': '[project]\nname = "api"\n',
    'libs/models/pyproject.toml': '[project]\nname = "models"\n',
  });

it('leaves every file to uv', async () => {
  const tree = workspace();
  const before = textsOf(tree);
  await addDependency(tree, { project: 'api', requirement: 'libs/models' });
  expect(textsOf(tree)).toEqual(before);
});

it('refuses a group and an extra at once', async () => {
  const options = { project: 'api', requirement: 'models', group: 'dev', extra: 'fast' };
  expect(await refusal(addDependency(workspace(), options))).toContain(
    'error [USAGE]: A dependency can be added to a group or to an extra, not to both.',
  );
});

it('refuses a project that does not exist, and names the nearest', async () => {
  const options = { project: 'apis', requirement: 'models' };
  expect(await refusal(addDependency(workspace(), options))).toContain('did you mean api?');
});

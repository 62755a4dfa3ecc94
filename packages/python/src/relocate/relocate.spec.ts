import { expect, it } from 'vitest';
import move from '../generators/move/generator.js';
import remove from '../generators/remove/generator.js';
import rename from '../generators/rename/generator.js';
import { refusal, textIn, textsOf, treeOf } from '../testing/generator-tree.js';

const workspace = () =>
  treeOf({
    'pyproject.toml':
      '[tool.uv.workspace]\nmembers = ["libs/models", "services/*"]\n\n[tool.ruff]\nsrc = ["libs/models/src"]\n',
    'libs/models/pyproject.toml': '[project]\nname = "models"\n',
    'libs/models/src/models/__init__.py': 'from models.user import User\n',
    'libs/models/src/models/user.py': 'class User: ...\n',
    'services/api/pyproject.toml':
      '[project]\nname = "api"\ndependencies = ["models"] # why\n\n[tool.uv.sources]\nmodels = { workspace = true }\n',
    'services/api/src/api/__init__.py': 'import models\n\nmodels.User()\n',
    'services/api/Dockerfile': 'COPY libs/models/pyproject.toml libs/models/\n',
    'services/api/project.json': '{ "implicitDependencies": ["models"] }\n',
    'README.md': 'See libs/models.\n',
  });

it('renames a project, its module and its folder everywhere', async () => {
  const tree = workspace();
  await rename(tree, { project: 'models', newName: 'domain' });
  expect(textsOf(tree)).toMatchObject({
    'pyproject.toml':
      '[tool.uv.workspace]\nmembers = ["libs/domain", "services/*"]\n\n[tool.ruff]\nsrc = ["libs/domain/src"]\n',
    'libs/domain/pyproject.toml': '[project]\nname = "domain"\n',
    'libs/domain/src/domain/__init__.py': 'from domain.user import User\n',
    'services/api/pyproject.toml':
      '[project]\nname = "api"\ndependencies = ["domain"] # why\n\n[tool.uv.sources]\ndomain = { workspace = true }\n',
    'services/api/src/api/__init__.py': 'import domain\n\ndomain.User()\n',
    'services/api/Dockerfile': 'COPY libs/domain/pyproject.toml libs/domain/\n',
    'services/api/project.json': '{ "implicitDependencies": ["domain"] }\n',
  });
  expect(tree.exists('libs/models')).toBe(false);
});

it('moves a project without a change of its name', async () => {
  const tree = workspace();
  await move(tree, { project: 'models', destination: 'shop/models' });
  expect(textIn(tree, 'pyproject.toml')).toContain('members = ["shop/models", "services/*"]');
  expect(textIn(tree, 'services/api/src/api/__init__.py')).toContain('import models\n');
  expect(tree.exists('shop/models/src/models/user.py')).toBe(true);
});

it('knows a project by the name that Nx has for it', async () => {
  const tree = workspace();
  tree.write('libs/models/project.json', '{ "name": "shared-models" }\n');
  await move(tree, { project: 'shared-models', destination: 'shop/models' });
  expect(tree.exists('shop/models/pyproject.toml')).toBe(true);
});

it('reads what names a project in pipelines, images and build files', async () => {
  const tree = workspace();
  tree.write(
    '.github/workflows/ci.yml',
    'run: nx run models:lint && ls libs/models && echo models\n',
  );
  tree.write('compose.yml', 'image: models:latest\nbuild: ./libs/models\n');
  tree.write('libs/models/Dockerfile', 'RUN uv sync --package models\nCMD ["models.app:run"]\n');
  await rename(tree, { project: 'models', newName: 'domain' });
  expect(textsOf(tree)).toMatchObject({
    '.github/workflows/ci.yml': 'run: nx run domain:lint && ls libs/domain && echo models\n',
    'compose.yml': 'image: models:latest\nbuild: ./libs/domain\n',
    'libs/domain/Dockerfile': 'RUN uv sync --package domain\nCMD ["domain.app:run"]\n',
  });
});

it('points the lock to the new folder, which uv would not look for', async () => {
  const tree = workspace();
  tree.write('uv.lock', 'name = "models"\nsource = { editable = "libs/models" }\n');
  await move(tree, { project: 'models', destination: 'shop/models' });
  expect(textIn(tree, 'uv.lock')).toContain('source = { editable = "shop/models" }');
});

it('may change only the way a name is written', async () => {
  const tree = workspace();
  await rename(tree, { project: 'models', newName: 'Models' });
  expect(textIn(tree, 'libs/Models/pyproject.toml')).toContain('name = "Models"');
});

it.each([
  ['api', 'there is already a project of that name in services/api'],
  ['json', 'standard library'],
])('refuses to rename to %s', async (newName, reason) => {
  const tree = workspace();
  const before = textsOf(tree);
  expect(await refusal(Promise.resolve(rename(tree, { project: 'models', newName })))).toContain(
    reason,
  );
  expect(textsOf(tree)).toEqual(before);
});

it('refuses to remove what is declared or imported', async () => {
  const tree = workspace();
  const message = await refusal(remove(tree, { project: 'models' }));
  expect(message).toContain('error [PROJECT_NEEDED]: models is needed by other projects:');
  expect(message).toContain(
    'api declares it in services/api/pyproject.toml and imports it in services/api/src/api/__init__.py:1',
  );
  expect(tree.exists('libs/models')).toBe(true);
});

it('removes by force, with every declaration', async () => {
  const tree = workspace();
  await remove(tree, { project: 'libs/models', force: true });
  expect(tree.exists('libs/models')).toBe(false);
  expect(textIn(tree, 'pyproject.toml')).toBe(
    '[tool.uv.workspace]\nmembers = ["services/*"]\n\n[tool.ruff]\nsrc = []\n',
  );
  expect(textIn(tree, 'services/api/pyproject.toml')).toMatch(
    /^\[project\]\nname = "api"\ndependencies = \[\] +# why\n\n\[tool\.uv\.sources\]\n$/,
  );
});

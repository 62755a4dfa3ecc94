import { parse } from 'smol-toml';
import { describe, expect, it } from 'vitest';
import extension from '../generators/extension/generator.js';
import library from '../generators/library/generator.js';
import service from '../generators/service/generator.js';
import worker from '../generators/worker/generator.js';
import { refusal, textIn, textsOf, treeOf } from '../testing/generator-tree.js';

const root = `# Ours.
[tool.uv.workspace]
members = ["libs/*"]
exclude = ["libs/old"]

[dependency-groups]
dev = ["mypy>=2.4", "pytest>=9", "ruff>=0.17"]

[tool.ruff]
src = ["libs/*/src"]
`;

const models = '[project]\nname = "models"\nrequires-python = ">=3.12"\n';

const workspace = () =>
  treeOf({
    'pyproject.toml': root,
    'libs/models/pyproject.toml': models,
    'libs/models/src/domain/__init__.py': '',
  });

describe('a new project', () => {
  it('joins a workspace whose globs cover it without an edit of the root', async () => {
    const tree = workspace();
    await library(tree, { name: 'orders', dependsOn: ['libs/models'], tags: 'a, b' });
    expect(textIn(tree, 'pyproject.toml')).toBe(root);
    expect(parse(textIn(tree, 'libs/orders/pyproject.toml'))).toMatchObject({
      project: {
        name: 'orders',
        'requires-python': '>=3.12',
        classifiers: ['Private :: Do Not Upload'],
        dependencies: ['models'],
      },
      tool: {
        uv: { sources: { models: { workspace: true } } },
        'nx-signal': { tags: ['a', 'b'] },
      },
    });
  });

  it('becomes a member and a source where no glob covers it', async () => {
    const tree = workspace();
    await worker(tree, { name: 'jobs', directory: 'apps/jobs' });
    expect(textIn(tree, 'pyproject.toml')).toBe(
      root
        .replace('members = ["libs/*"]', 'members = ["libs/*", "apps/jobs"]')
        .replace('src = ["libs/*/src"]', 'src = ["libs/*/src", "apps/jobs/src"]'),
    );
  });

  it('has ruff told of all members where a root with settings of ruff has no list', async () => {
    const text = root.replace('src = ["libs/*/src"]', 'line-length = 99');
    const listOf = async (name: string, directory: string) => {
      const tree = treeOf({ 'pyproject.toml': text });
      await library(tree, { name, directory });
      const { tool } = parse(textIn(tree, 'pyproject.toml')) as {
        tool: { ruff: { src: string[] } };
      };
      return tool.ruff.src;
    };
    expect(await listOf('orders', 'libs/orders')).toEqual(['.', 'src', 'libs/*/src']);
    expect(await listOf('jobs', 'apps/jobs')).toEqual([
      ...['.', 'src', 'libs/*/src', 'apps/jobs/src'],
    ]);
  });

  it('gets a root where there is none', async () => {
    const tree = treeOf();
    await library(tree, { name: 'orders' });
    expect(parse(textIn(tree, 'pyproject.toml'))).toMatchObject({
      tool: { uv: { workspace: { members: ['libs/*', 'services/*'] } }, mypy: { strict: true } },
    });
  });

  it('adds the tools that a root lacks, and leaves its settings alone', async () => {
    const tree = treeOf({ 'pyproject.toml': '[dependency-groups]\ndev = ["pytest>=8"]\n' });
    await library(tree, { name: 'orders' });
    const text = textIn(tree, 'pyproject.toml');
    expect(text).toContain('dev = ["pytest>=8", "mypy>=2.4", "ruff>=0.17"]');
    expect(text).toContain('members = ["libs/orders"]');
    expect(text).not.toContain('tool.ruff');
  });

  it('names its plugin only where pytest does not load plugins by itself', async () => {
    const contract = 'services/api/tests/contract/test_openapi.py';
    const loads = workspace();
    await service(loads, { name: 'api' });
    expect(textIn(loads, contract)).not.toContain('pytest_plugins');
    const names = treeOf();
    await service(names, { name: 'api' });
    expect(textIn(names, contract)).toContain('pytest_plugins');
  });

  it('has a readme when it is published', async () => {
    const tree = workspace();
    await library(tree, { name: 'orders', publishable: true, description: 'Orders.' });
    expect(textIn(tree, 'libs/orders/README.md')).toBe('# orders\n\nOrders.\n');
    expect(textIn(tree, 'libs/orders/pyproject.toml')).toContain('readme = "README.md"');
    expect(textIn(tree, 'libs/orders/pyproject.toml')).not.toContain('Private');
  });

  it('says how it is served if it goes on', async () => {
    const tree = workspace();
    await service(tree, { name: 'shop-api' });
    await worker(tree, { name: 'mailer', tags: 'a' });
    const settings = (name: string) =>
      parse(textIn(tree, `services/${name}/pyproject.toml`))['tool'];
    expect(settings('shop-api')).toMatchObject({
      'nx-signal': { serve: 'uvicorn --factory shop_api.app:create_app --reload' },
    });
    expect(settings('mailer')).toMatchObject({
      'nx-signal': { tags: ['a'], serve: 'python -m mailer' },
    });
  });

  it('takes its folder from a name with slashes', async () => {
    const tree = workspace();
    await library(tree, { name: 'libs/shop/order-lines' });
    expect(tree.exists('libs/shop/order-lines/src/order_lines/__init__.py')).toBe(true);
  });

  it('excludes the folder between, which a glob takes for a member', async () => {
    const tree = workspace();
    await library(tree, { name: 'libs/shop/eu/orders' });
    const { uv } = parse(textIn(tree, 'pyproject.toml'))['tool'] as { uv: object };
    expect(uv).toEqual({
      workspace: { members: ['libs/*', 'libs/shop/eu/orders'], exclude: ['libs/old', 'libs/shop'] },
    });
    await library(tree, { name: 'libs/shop/bills' });
    expect(textIn(tree, 'pyproject.toml').match(/"libs\/shop"/g)).toHaveLength(1);
  });

  it('excludes its own folders where globs are deeper than it is', async () => {
    const tree = treeOf({ 'pyproject.toml': '[tool.uv.workspace]\nmembers = ["libs/*/*"]\n' });
    await library(tree, { name: 'orders' });
    expect(parse(textIn(tree, 'pyproject.toml'))['tool']).toMatchObject({
      uv: {
        workspace: {
          members: ['libs/*/*', 'libs/orders'],
          exclude: ['libs/orders/src', 'libs/orders/tests'],
        },
      },
    });
  });

  it('ignores what its build leaves in the tree', async () => {
    const tree = treeOf({ '.gitignore': '*.so\n' });
    await extension(tree, { name: 'codec', backend: 'maturin' });
    expect(textIn(tree, '.gitignore')).toBe('*.so\n\n# Left by codec\ntarget/\n*.pyd\n');
  });
});

describe('refused before anything is written', () => {
  it.each([
    [{ name: 'json' }, 'NAME_REFUSED'],
    [{ name: 'Models' }, 'there is already a project of that name in libs/models'],
    [{ name: 'domain' }, 'libs/models already has the module domain'],
    [{ name: 'pytest' }, 'a third-party package'],
    [{ name: 'x', directory: '../x' }, 'it is not inside the workspace'],
    [{ name: 'x', directory: '/x' }, 'relative to the workspace'],
    [{ name: 'x', directory: 'libs/models' }, 'it is not empty'],
    [{ name: 'x', directory: 'libs/models/inner' }, 'inside the project models'],
    [{ name: 'old' }, 'libs/old is excluded from the uv workspace'],
    [{ name: 'x', dependsOn: ['model'] }, 'did you mean models?'],
  ])('%j', async (options, reason) => {
    const tree = workspace();
    const before = textsOf(tree);
    expect(await refusal(library(tree, options))).toContain(reason);
    expect(textsOf(tree)).toEqual(before);
  });
});

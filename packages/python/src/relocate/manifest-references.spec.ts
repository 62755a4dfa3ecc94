import { describe, expect, it } from 'vitest';
import { type Relocation, relocateManifest } from './manifest-references.js';

const rename: Relocation = {
  from: { name: 'order-lines', module: 'order_lines', directory: 'libs/order-lines' },
  to: { name: 'sales', module: 'sales', directory: 'libs/sales' },
};
const move: Relocation = {
  from: { name: 'orders', module: 'orders', directory: 'libs/orders' },
  to: { name: 'orders', module: 'orders', directory: 'shop/domain/orders' },
};

function relocate(directory: string, text: string, relocation = rename): string {
  return relocateManifest('pyproject.toml', text, directory, relocation);
}

describe('manifests of others', () => {
  it.each([
    [
      '[project]\ndependencies = ["Order_Lines[x]>=1; a"]',
      '[project]\ndependencies = ["sales[x]>=1; a"]',
    ],
    ['[dependency-groups]\ndev = ["order-lines"] # c', '[dependency-groups]\ndev = ["sales"] # c'],
    [
      '[tool.uv.sources]\n# s\norder-lines = { workspace = true }',
      '[tool.uv.sources]\n# s\nsales = { workspace = true }',
    ],
    [
      '[tool.ruff.lint.isort]\nknown-first-party = ["order_lines", "x"]',
      '[tool.ruff.lint.isort]\nknown-first-party = ["sales", "x"]',
    ],
    [
      '[[tool.mypy.overrides]]\nmodule = ["order_lines.*"]\nignore_errors = true',
      '[[tool.mypy.overrides]]\nmodule = ["sales.*"]\nignore_errors = true',
    ],
    [
      '[tool.uv.sources]\norder-lines = { path = "../../libs/order-lines" }',
      '[tool.uv.sources]\nsales = { path = "../../libs/sales" }',
    ],
    [
      '[tool.nx-signal.targets.lint]\ninputs = ["{workspaceRoot}/libs/order-lines/x.json"]',
      '[tool.nx-signal.targets.lint]\ninputs = ["{workspaceRoot}/libs/sales/x.json"]',
    ],
  ])('%j', (before, after) => {
    expect(relocate('services/api', `${before}\n`)).toBe(`${after}\n`);
  });

  it('stay as they are where they mean something else', () => {
    const text = [
      '[project]\nname = "order-lines-api"\ndependencies = ["order-lines-extra"]',
      '[tool.nx-signal]\ntags = ["order-lines"]',
      '[tool.other]\ntext = "libs/order-lines-old/x"\n',
    ].join('\n\n');
    expect(relocate('services/api', text)).toBe(text);
  });

  it('follow a member that moves', () => {
    const text = '[tool.uv.workspace]\nmembers = ["libs/*", "libs/orders"]\n';
    expect(relocate('.', text, move)).toBe(
      '[tool.uv.workspace]\nmembers = ["libs/*", "shop/domain/orders"]\n',
    );
  });
});

describe('the manifest of the project itself', () => {
  it('takes the new name, module and scripts', () => {
    const text = [
      '[project]\nname = "order-lines" # n\nscripts = { run = "order_lines.main:run" }',
      '[tool.setuptools]\next-modules = [{ name = "order_lines._c", sources = ["src/order_lines/_c.c"] }]',
      '[tool.setuptools.package-data]\norder_lines = ["py.typed"]\n',
    ].join('\n\n');
    const renamed = text
      .replaceAll('order_lines', 'sales')
      .replace('name = "order-lines"', 'name = "sales"');
    expect(relocate('libs/order-lines', text)).toBe(renamed);
  });

  it.each([
    [
      '"uvicorn --factory order_lines.app:app --reload"',
      '"uvicorn --factory sales.app:app --reload"',
    ],
    ['"python -m order_lines"', '"python -m sales"'],
    ['"python -m order_lines.main order_lines"', '"python -m sales.main order_lines"'],
    ['["python", "-m", "order_lines"]', '["python", "-m", "sales"]'],
    ['["uvicorn", "order_lines:app"]', '["uvicorn", "sales:app"]'],
    ['"order_lines --port 9"', '"order_lines --port 9"'],
    [
      '"uvicorn order_lines_web:app my.order_lines:x"',
      '"uvicorn order_lines_web:app my.order_lines:x"',
    ],
  ])('is served by its module: %s', (before, after) => {
    const text = (serve: string) => `[tool.nx-signal]\nserve = ${serve} # s\n`;
    expect(relocate('libs/order-lines', text(before))).toBe(text(after));
    expect(relocate('libs/other', text(before))).toBe(text(before));
  });

  it('keeps its paths out of the folder right when it moves', () => {
    const text = '[tool.uv.sources]\nmodels = { path = "../models" }\n';
    expect(relocate('libs/orders', text, move)).toBe(
      '[tool.uv.sources]\nmodels = { path = "../../../libs/models" }\n',
    );
  });
});

import type { Texts } from './workspace.js';

const registry = 'source = { registry = "https://example.test/simple" }';

/** The lock of {@link shop}: `edges` are the distributions that a package requires. */
function locked(name: string, source: string, edges: string[] = []): string {
  const dependencies = edges.map((edge) => `{ name = "${edge}" }`).join(', ');
  return `[[package]]\nname = "${name}"\nversion = "1.0"\n${source}\ndependencies = [${dependencies}]\n`;
}

const member = (directory: string) => `source = { editable = "${directory}" }`;

/** A small workspace: `api` depends on `lib-core`, all tools come with the root's group `dev`. */
export const shop: Texts = {
  'pyproject.toml': `[project]
name = "shop"
[dependency-groups]
dev = ["ruff", "mypy", "pytest"]
[tool.uv.workspace]
members = ["libs/*", "services/*"]
[tool.ruff]
line-length = 99
[tool.ruff.format]
quote-style = "double"
[tool.mypy]
strict = true
`,
  'uv.lock': [
    'version = 1\n[manifest]\nmembers = ["shop", "lib-core", "api"]\n',
    `${locked('shop', 'source = { virtual = "." }')}[package.dev-dependencies]
dev = [{ name = "ruff" }, { name = "mypy" }, { name = "pytest" }]\n`,
    locked('lib-core', member('libs/core'), ['attrs']),
    locked('api', member('services/api'), ['lib-core', 'httpx']),
    locked('attrs', registry),
    locked('httpx', registry, ['anyio']),
    locked('anyio', registry),
    locked('mypy', registry),
    locked('pytest', registry),
    locked('pytest-xdist', registry, ['pytest']),
    locked('ruff', registry),
  ].join('\n'),
  'libs/core/pyproject.toml': '[project]\nname = "Lib_Core"\ndependencies = ["attrs"]\n',
  'libs/core/src/core/__init__.py': '',
  'libs/core/tests/unit/test_core.py': '',
  'libs/core/tests/integration/test_db.py': '',
  'services/api/pyproject.toml':
    '[project]\nname = "api"\ndependencies = ["lib.core", "httpx"]\n[tool.uv.sources]\nlib-core = { workspace = true }\n',
  'services/api/Dockerfile': '',
  'services/api/api/__init__.py': '',
  'services/api/tests/test_api.py': '',
};

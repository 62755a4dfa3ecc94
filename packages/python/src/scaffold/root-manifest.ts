import type { TypeChecker } from '../options/names.js';
import { setToml } from '../toml/edit-toml.js';
import { checkerSetup } from './checkers.js';
import { requirements } from './requirements.js';

function rootText(tools: readonly string[], python: string): string {
  return `[tool.uv.workspace]
members = ["libs/*", "services/*"]

[dependency-groups]
dev = [${tools.map((tool) => JSON.stringify(tool)).join(', ')}]

[tool.ruff]
line-length = 100
target-version = "py${python.replace('.', '')}"
src = ["libs/*/src", "services/*/src"]

[tool.ruff.lint]
select = ["B", "E", "F", "I", "PT", "RUF", "SIM", "UP"]

[tool.ruff.format]
# With this section, lint checks the formatting as well.
quote-style = "double"

[tool.pytest.ini_options]
# importlib: no test folder is a package, and projects may have test modules of the same name.
# No autoload: a plugin costs every start its import. What needs one names it (pytest_plugins).
addopts = ["--import-mode=importlib", "--disable-plugin-autoload"]
filterwarnings = ["ignore:Module already imported so cannot be rewritten"]
`;
}

/** The pyproject.toml at the root of a new workspace: members, tools and their settings. */
export function newRootManifest(checker: TypeChecker = 'mypy', python = '3.11'): string {
  const setup = checkerSetup(checker);
  const tools = [requirements.pytest, requirements.ruff, setup.requirement].sort();
  let text = rootText(tools, python);
  for (const [keys, value] of setup.settings) text = setToml('pyproject.toml', text, keys, value);
  return text;
}

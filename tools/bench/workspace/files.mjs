import { libraryFiles, packagesOf } from './library-files.mjs';
import { pythonFiles } from './python-files.mjs';

/** Versions of the tools that all contenders run. */
export const toolVersions = { mypy: '2.4.1', pytest: '9.2.0', ruff: '0.17.6' };

/**
 * The package that the lock-only change moves; one leaf alone uses it. A version for each round, since
 * a version that was there before would be found in the caches.
 */
export const movingPackage = {
  name: 'idna',
  versions: ['3.4', '3.5', '3.6', '3.7', '3.8', '3.9', '3.10', '3.11'],
};

const rootPyproject = `[tool.uv.workspace]
members = ["libs/*"]

[dependency-groups]
dev = [${Object.entries(toolVersions)
  .map(([name, version]) => `"${name}==${version}"`)
  .join(', ')}]

[tool.ruff]
line-length = 100
src = ["libs/*/src"]

[tool.ruff.lint]
select = ["B", "E", "F", "I", "UP"]

[tool.ruff.format]
quote-style = "double"

[tool.mypy]
strict = true

[tool.pytest.ini_options]
addopts = "--import-mode=importlib"
`;

const withoutStubs = `
[[tool.mypy.overrides]]
module = "pandas.*"
ignore_missing_imports = true
`;

const ignored = [
  'node_modules',
  '.nx',
  '.turbo',
  '.moon/cache',
  '.venv',
  'dist',
  '__pycache__',
  '.mypy_cache',
  '.ruff_cache',
  '.pytest_cache',
  '*.egg-info',
];

function projectPyproject({ name, dependencies }, usesPackage, packages) {
  const all = [
    ...dependencies,
    ...packages,
    ...(usesPackage ? [`${movingPackage.name}>=${movingPackage.versions[0]}`] : []),
  ];
  const sources = dependencies.map((dependency) => `${dependency} = { workspace = true }`);
  return `[project]
name = "${name}"
version = "0.1.0"
requires-python = ">=3.11"
dependencies = ${JSON.stringify(all)}
${sources.length > 0 ? `\n[tool.uv.sources]\n${sources.join('\n')}\n` : ''}
[build-system]
requires = ["uv_build>=0.8"]
build-backend = "uv_build"
`;
}

/**
 * Every file of the workspace, as all contenders share it. The lock is made from these.
 *
 * @param {import('./plan.mjs').Plan} plan
 * @returns {Record<string, string>} texts by path
 */
export function workspaceFiles(plan) {
  const { isImportHeavy } = plan;
  const files = {
    'pyproject.toml': isImportHeavy ? rootPyproject + withoutStubs : rootPyproject,
    '.gitignore': `${ignored.join('\n')}\n`,
  };
  for (const [index, project] of plan.projects.entries()) {
    const folder = `libs/${project.name}`;
    const usesPackage = project.name === plan.leaf;
    files[`${folder}/pyproject.toml`] = projectPyproject(
      project,
      usesPackage,
      isImportHeavy ? packagesOf(index) : [],
    );
    files[`${folder}/src/${project.module}/py.typed`] = '';
    const sources = {
      ...pythonFiles(project, { files: plan.filesPerProject, usesPackage, isImportHeavy }),
      ...(isImportHeavy ? libraryFiles(project.module, index) : {}),
    };
    for (const [path, text] of Object.entries(sources)) files[`${folder}/${path}`] = text;
  }
  return files;
}

/** The file of a project whose `REVISION` line an edit changes. */
export function editedFile({ name }) {
  return `libs/${name}/src/${name.replaceAll('-', '_')}/model.py`;
}

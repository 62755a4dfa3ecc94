import { linkEnvironment, lockOnce } from './environments.js';
import type { NxLine } from './packages.js';
import { Workspace } from './workspace.js';

/** A small Python project for a workspace made on the spot. */
export interface PythonProject {
  /** Distributions it depends on; those of the same workspace become workspace sources. */
  dependencies?: string[];
  /** More files, relative to the project. Its package and one passing test are there already. */
  files?: Record<string, string>;
  /** Leave that package and that test out, and do not install the project. */
  bare?: boolean;
  /** Text behind the generated pyproject.toml. */
  pyproject?: string;
}

/** How {@link createPythonWorkspace} makes a workspace. */
export interface PythonWorkspaceOptions {
  /** Projects by name; each lives in `libs/<name>`. */
  projects: Record<string, PythonProject>;
  /** Files of the root, relative to it; they win over the generated ones. */
  files?: Record<string, string>;
  /** Options of the plugin in nx.json. */
  options?: Record<string, unknown>;
  nx?: NxLine;
  /** Leave uv.lock out. */
  unlocked?: boolean;
  /** Have the first task make the whole environment, as on a new machine. */
  fresh?: boolean;
  /** Keep plugins in processes of their own, see `WorkspaceOptions`. */
  isolated?: boolean;
  /** The folder to make it in. */
  inside?: string;
}

/** The tools of a usual workspace, as its root declares them. */
export const usualTools: readonly string[] = ['mypy==2.4.1', 'pytest==9.2.0', 'ruff==0.17.6'];

const array = (values: readonly string[]) => `[${values.map((value) => `"${value}"`).join(', ')}]`;

/** The group of dependencies that a workspace's tools are in, as a table of a `pyproject.toml`. */
export function developmentGroup(packages = usualTools): string {
  return `[dependency-groups]\ndev = ${array(packages)}\n`;
}

/** The `pyproject.toml` of a root, with settings of its own. */
export function rootManifest(
  settings = '',
  packages = usualTools,
  members: readonly string[] = ['libs/*'],
): string {
  const workspace = `[tool.uv.workspace]\nmembers = ${array(members)}\n`;
  return [workspace, developmentGroup(packages), settings].filter(Boolean).join('\n');
}

/** Settings of a usual workspace. */
export const usualSettings = `[tool.ruff]
line-length = 100

[tool.ruff.format]
quote-style = "double"

[tool.mypy]
strict = true
`;

const buildSystem = [
  '[build-system]',
  'requires = ["uv_build>=0.8"]',
  'build-backend = "uv_build"',
  '',
];

/** A package and a passing test. */
function usualFiles(name: string): Record<string, string> {
  return {
    [`src/${name}/__init__.py`]: `NAME: str = "${name}"\n`,
    [`src/${name}/py.typed`]: '',
    [`tests/unit/test_${name}.py`]: `from ${name} import NAME\n\n\ndef test_name() -> None:\n    assert NAME == "${name}"\n`,
  };
}

function manifest(name: string, project: PythonProject, siblings: ReadonlySet<string>): string {
  const dependencies = project.dependencies ?? [];
  const sources = dependencies.filter((dependency) => siblings.has(dependency));
  return [
    '[project]',
    `name = "${name}"`,
    'version = "0.1.0"',
    'requires-python = ">=3.11"',
    `dependencies = ${JSON.stringify(dependencies)}`,
    '',
    ...(sources.length > 0
      ? ['[tool.uv.sources]', ...sources.map((source) => `${source} = { workspace = true }`), '']
      : []),
    ...(project.bare ? ['[tool.uv]', 'package = false', ''] : buildSystem),
    project.pyproject ?? '',
  ].join('\n');
}

function projectFiles(
  name: string,
  project: PythonProject,
  siblings: ReadonlySet<string>,
): Record<string, string> {
  const files: Record<string, string> = {
    'pyproject.toml': manifest(name, project, siblings),
    ...(project.bare ? {} : usualFiles(name)),
    ...project.files,
  };
  return Object.fromEntries(
    Object.entries(files).map(([path, text]) => [`libs/${name}/${path}`, text]),
  );
}

/** Makes a uv workspace with its lock, ready for its first run. */
export async function createPythonWorkspace(options: PythonWorkspaceOptions): Promise<Workspace> {
  const names = new Set(Object.keys(options.projects));
  const plugin = options.options
    ? { plugin: '@nx-signal/python', options: options.options }
    : '@nx-signal/python';
  const files: Record<string, string> = {
    'nx.json': JSON.stringify({ plugins: [plugin], analytics: false }),
    'package.json': JSON.stringify({ name: 'root', private: true }),
    '.gitignore':
      'node_modules\n.nx\n.venv\ndist\n__pycache__\n*.egg-info\n.mypy_cache\n.ruff_cache\n',
    'pyproject.toml': rootManifest(usualSettings),
  };
  for (const [name, project] of Object.entries(options.projects))
    Object.assign(files, projectFiles(name, project, names));
  const workspace = await Workspace.create({
    files: { ...files, ...options.files },
    ...(options.nx ? { nx: options.nx } : {}),
    isolated: options.isolated ?? false,
    ...(options.inside ? { inside: options.inside } : {}),
  });
  if (options.unlocked) return workspace;
  await lock(workspace);
  if (!options.fresh) await linkEnvironment(workspace.root);
  return workspace;
}

/** Brings uv.lock up to date and commits everything. */
export async function lock(workspace: Workspace): Promise<void> {
  await lockOnce(workspace.root);
  await workspace.commit('lock');
}

import { type TypeChecker, typeCheckers } from '../options/names.js';
import { joinPath } from '../paths.js';
import {
  type Candidate,
  type ConfigFiles,
  extendedParts,
  findConfig,
  partsAbove,
  type ToolConfig,
} from '../settings/config-lookup.js';
import { valueAt } from '../toml/pyproject.js';
import { checkerCandidates, checkerCandidatesOf, checkerConfig } from './checkers/settings.js';

/**
 * The tools whose configuration enters hashes; `python` stands for the choice of interpreter, `uv` for
 * what an image's installation follows.
 */
export const configuredTools = ['ruff', ...typeCheckers, 'pytest', 'python', 'uv'] as const;

/** One of {@link configuredTools}. */
export type ConfiguredTool = (typeof configuredTools)[number];

const ruffCandidates: readonly Candidate[] = [
  { name: '.ruff.toml' },
  { name: 'ruff.toml' },
  { name: 'pyproject.toml', sections: ['tool.ruff'] },
];

const pytestCandidates: readonly Candidate[] = [
  { name: 'pytest.toml' },
  { name: '.pytest.toml' },
  { name: 'pytest.ini' },
  { name: '.pytest.ini' },
  { name: 'pyproject.toml', sections: ['tool.pytest'] },
  { name: 'tox.ini', sections: ['pytest'] },
  { name: 'setup.cfg', sections: ['tool:pytest'] },
];

/** Names of files above a project that can change what its tools do, whether they exist or not. */
export const rootConfigNames: readonly string[] = [
  ...new Set([
    ...[...ruffCandidates, ...checkerCandidates, ...pytestCandidates].map(({ name }) => name),
    'conftest.py',
    '.python-version',
    'uv.toml',
  ]),
];

/** What tools read by name, section or not, beside their settings. */
const wholeNames: Partial<Record<ConfiguredTool, readonly string[]>> = {
  ruff: ['pyproject.toml'],
  pytest: ['conftest.py'],
  python: ['.python-version'],
};

/** Names of the files that a tool looks for in the folders above a project. */
export function settingsNames(tool: ConfiguredTool): string[] {
  const candidates: readonly Candidate[] =
    tool === 'ruff'
      ? ruffCandidates
      : tool === 'pytest'
        ? pytestCandidates
        : isTypeChecker(tool)
          ? checkerCandidatesOf[tool]
          : [];
  return [...candidates.map(({ name }) => name), ...(wholeNames[tool] ?? [])];
}

function isTypeChecker(tool: ConfiguredTool): tool is TypeChecker {
  return (typeCheckers as readonly string[]).includes(tool);
}

const ruffExtension = { key: 'extend', sections: ['tool.ruff'] };

/** Ruff's settings, what they extend, and the `requires-python` that stands in for a target version. */
function ruffConfig(project: string, files: ConfigFiles): ToolConfig {
  const config = findConfig(project, ruffCandidates, files);
  const versions = partsAbove(project, (directory) => {
    const pyproject = files.pyproject(directory);
    const value = pyproject && valueAt(pyproject.data, 'project.requires-python');
    return value === undefined
      ? undefined
      : { file: joinPath(directory, 'pyproject.toml'), section: 'project.requires-python', value };
  });
  const extended = extendedParts(project, config.file, ruffExtension, files);
  return { file: config.file, above: [...config.above, ...extended, ...versions] };
}

/** Pytest's settings, and each conftest.py above the project. */
function pytestConfig(project: string, files: ConfigFiles): ToolConfig {
  const config = findConfig(project, pytestCandidates, files);
  return { ...config, above: [...config.above, ...wholeFiles('conftest.py', project, files)] };
}

function wholeFiles(name: string, project: string, files: ConfigFiles): ToolConfig['above'] {
  return partsAbove(project, (directory) => {
    const file = joinPath(directory, name);
    const value = files.text(file);
    return value === undefined ? undefined : { file, value };
  });
}

/** uv's settings above the project: the sources, indexes and constraints of its workspace. */
function uvParts(project: string, files: ConfigFiles): ToolConfig['above'] {
  const tables = partsAbove(project, (directory) => {
    const pyproject = files.pyproject(directory);
    const value = pyproject && valueAt(pyproject.data, 'tool.uv');
    return value === undefined
      ? undefined
      : { file: joinPath(directory, 'pyproject.toml'), section: 'tool.uv', value };
  });
  return [...tables, ...wholeFiles('uv.toml', project, files)];
}

/** What each tool reads for a project. */
export function toolConfigs(
  project: string,
  files: ConfigFiles,
): Record<ConfiguredTool, ToolConfig> {
  const checkers = typeCheckers.map((tool) => [tool, checkerConfig(tool, project, files)] as const);
  return {
    ...(Object.fromEntries(checkers) as Record<TypeChecker, ToolConfig>),
    ruff: ruffConfig(project, files),
    pytest: pytestConfig(project, files),
    uv: { file: undefined, above: uvParts(project, files) },
    python: { file: undefined, above: wholeFiles('.python-version', project, files) },
  };
}

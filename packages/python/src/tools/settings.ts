import { type TypeChecker, typeCheckers } from '../options/names.js';
import {
  type ConfigFiles,
  sectionsAbove,
  type ToolConfig,
  wholeFiles,
} from '../settings/config-lookup.js';
import { checkerCandidates, checkerConfig } from './checkers/settings.js';
import { pytestCandidates, pytestConfig } from './pytest/reads.js';
import { ruffCandidates, ruffConfig } from './ruff/reads.js';

/**
 * The tools whose configuration enters hashes; `python` stands for the choice of interpreter, `uv` for
 * what an image's installation follows.
 */
export const configuredTools = ['ruff', ...typeCheckers, 'pytest', 'python', 'uv'] as const;

/** One of {@link configuredTools}. */
export type ConfiguredTool = (typeof configuredTools)[number];

/** Names of files above a project that can change what its tools do, whether they exist or not. */
export const rootConfigNames: readonly string[] = [
  ...new Set([
    ...[...ruffCandidates, ...checkerCandidates, ...pytestCandidates].map(({ name }) => name),
    'conftest.py',
    '.python-version',
    'uv.toml',
  ]),
];

/** uv's settings above the project: the sources, indexes and constraints of its workspace. */
function uvConfig(project: string, files: ConfigFiles): ToolConfig {
  const tables = sectionsAbove('tool.uv', project, files);
  return { file: undefined, above: [...tables, ...wholeFiles('uv.toml', project, files)] };
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
    uv: uvConfig(project, files),
    python: { file: undefined, above: wholeFiles('.python-version', project, files) },
  };
}

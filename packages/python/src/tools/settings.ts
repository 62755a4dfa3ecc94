import { type TargetKind, type TypeChecker, typeCheckers } from '../options/names.js';
import {
  type Candidate,
  type ConfigFiles,
  findConfig,
  sectionsAbove,
  type ToolConfig,
  wholeFiles,
} from '../settings/config-lookup.js';
import type { ArgumentSources } from './argument-reads.js';
import { checkerCandidates, checkerConfig, checkerReads } from './checker-settings.js';
import { workingFolder } from './checkers/checker-task.js';
import {
  coverageCandidates,
  coverageConfig,
  pytestCandidates,
  pytestConfig,
} from './pytest/reads.js';
import { ruffCandidates, ruffConfig, ruffExtension } from './ruff/reads.js';

/**
 * The tools whose configuration enters hashes; `python` stands for the choice of interpreter, `uv` for
 * what an image's installation follows.
 */
export const configuredTools = [
  'ruff',
  ...typeCheckers,
  'pytest',
  'coverage',
  'python',
  'uv',
] as const;

/** One of {@link configuredTools}. */
export type ConfiguredTool = (typeof configuredTools)[number];

/** Names of files above a project that can change what its tools do, whether they exist or not. */
export const rootConfigNames: readonly string[] = [
  ...new Set([
    ...[...ruffCandidates, ...checkerCandidates, ...pytestCandidates, ...coverageCandidates].map(
      ({ name }) => name,
    ),
    'conftest.py',
    '.python-version',
    'uv.toml',
  ]),
];

/** What tools read by name, section or not, beside their settings. */
const wholeNames: Partial<Record<ConfiguredTool, readonly string[]>> = {
  pytest: ['conftest.py'],
  python: ['.python-version'],
};

function candidatesOf(tool: ConfiguredTool): readonly Candidate[] {
  if (tool === 'ruff') return ruffCandidates;
  if (tool === 'pytest') return pytestCandidates;
  if (tool === 'coverage') return coverageCandidates;
  return isTypeChecker(tool) ? checkerReads[tool].candidates : [];
}

/** Names of the files that a tool looks for in the folders above a project. */
export function settingsNames(tool: ConfiguredTool): string[] {
  return [...candidatesOf(tool).map(({ name }) => name), ...(wholeNames[tool] ?? [])];
}

function isTypeChecker(tool: ConfiguredTool): tool is TypeChecker {
  return (typeCheckers as readonly string[]).includes(tool);
}

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
    coverage: coverageConfig(project, files),
    uv: uvConfig(project, files),
    python: { file: undefined, above: wholeFiles('.python-version', project, files) },
  };
}

/**
 * The file whose settings a tool follows.
 *
 * @param folder - where it starts to look, relative to the workspace root
 */
export function settingsFileFrom(
  tool: ConfiguredTool,
  folder: string,
  files: ConfigFiles,
): string | undefined {
  return findConfig(folder, candidatesOf(tool), files).file;
}

/** How arguments of a target's tool are to be read: where it runs, and what named settings build on. */
export function toolArguments(
  kind: TargetKind,
  project: string,
  config: Record<ConfiguredTool, ToolConfig>,
  checker: TypeChecker | undefined,
): Pick<ArgumentSources, 'folder' | 'extension' | 'checker' | 'settingsNames' | 'takesModules'> {
  if (kind === 'lint') {
    return {
      folder: '.',
      extension: ruffExtension,
      checker: undefined,
      settingsNames: settingsNames('ruff'),
    };
  }
  if (kind === 'typecheck' && checker) {
    return {
      folder: workingFolder({ config: config[checker].file }),
      extension: checkerReads[checker].extension,
      checker,
      settingsNames: settingsNames(checker),
    };
  }
  return {
    folder: project,
    extension: undefined,
    checker: undefined,
    settingsNames: settingsNames('pytest'),
    takesModules: true,
  };
}

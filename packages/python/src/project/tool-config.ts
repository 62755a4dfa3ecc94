import { iniSections } from './ini-sections.js';
import { isInside, joinPath, withAncestors } from './paths.js';
import { asTable, type Pyproject, valueAt } from './pyproject.js';

/** A part of a tracked file that enters a hash on its own. */
export interface ConfigSection {
  /** Path relative to the workspace root. */
  file: string;
  /** Dotted key or INI section. */
  section: string;
  value: unknown;
}

/** What one tool reads for one project. */
export interface ToolConfig {
  /** The file whose settings apply, or undefined when the tool runs on its defaults. */
  file: string | undefined;
  /** Whole files outside the project's folder that the tool reads. */
  files: string[];
  /** Sections of files outside the project's folder that the tool reads. */
  sections: ConfigSection[];
}

/** The workspace's files, as far as looking up configuration needs them. */
export interface ConfigFiles {
  has(file: string): boolean;
  /** Text of a setup.cfg or tox.ini. */
  text(file: string): string;
  pyproject(directory: string): Pyproject | undefined;
}

/** A place a tool looks at in each folder, in its own order. */
interface Candidate {
  name: string;
  /** Keys of pyproject.toml, or INI sections; a whole file when missing. */
  sections?: readonly string[];
}

const ruffCandidates: Candidate[] = [
  { name: '.ruff.toml' },
  { name: 'ruff.toml' },
  { name: 'pyproject.toml', sections: ['tool.ruff'] },
];

const mypyCandidates: Candidate[] = [
  { name: 'mypy.ini' },
  { name: '.mypy.ini' },
  { name: 'pyproject.toml', sections: ['tool.mypy'] },
  { name: 'setup.cfg', sections: ['mypy'] },
];

const pytestCandidates: Candidate[] = [
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
    ...[...ruffCandidates, ...mypyCandidates, ...pytestCandidates].map(({ name }) => name),
    'conftest.py',
    '.python-version',
  ]),
];

function sectionsOf(
  file: string,
  wanted: readonly string[],
  files: ConfigFiles,
  directory: string,
): ConfigSection[] {
  if (file.endsWith('.toml')) {
    const pyproject = files.pyproject(directory);
    if (!pyproject) return [];
    const found = wanted.map((section) => ({
      file,
      section,
      value: valueAt(pyproject.data, section),
    }));
    return found.filter(({ value }) => value !== undefined);
  }
  const sections = [...iniSections(files.text(file))];
  // [mypy] has companions of the form [mypy-package.*].
  return sections
    .filter(([name]) =>
      wanted.some((section) => name === section || name.startsWith(`${section}-`)),
    )
    .map(([section, value]) => ({ file, section, value }));
}

function lookIn(
  directory: string,
  candidates: Candidate[],
  files: ConfigFiles,
): ToolConfig | undefined {
  for (const { name, sections } of candidates) {
    const file = joinPath(directory, name);
    if (!files.has(file)) continue;
    if (!sections) return { file, files: [file], sections: [] };
    const found = sectionsOf(file, sections, files, directory);
    if (found.length > 0) return { file, files: [], sections: found };
  }
  return undefined;
}

/** The nearest configuration at or above the project; what lies inside the project is in its files. */
function findConfig(project: string, candidates: Candidate[], files: ConfigFiles): ToolConfig {
  for (const directory of withAncestors(project)) {
    const found = lookIn(directory, candidates, files);
    if (!found) continue;
    return directory === project ? { file: found.file, files: [], sections: [] } : found;
  }
  return { file: undefined, files: [], sections: [] };
}

/** Follows ruff's `extend`, which names a file relative to the one it stands in. */
function followExtend(project: string, config: ToolConfig, files: ConfigFiles): void {
  const seen = new Set<string>();
  let file = config.file;
  while (file && !seen.has(file)) {
    seen.add(file);
    const directory = file.includes('/') ? file.slice(0, file.lastIndexOf('/')) : '.';
    const data =
      files.pyproject(directory)?.file === file ? files.pyproject(directory)?.data : undefined;
    const extend = asTable(data && valueAt(data, 'tool.ruff'))['extend'];
    if (typeof extend !== 'string') return;
    file = joinPath(directory, extend);
    if (files.has(file) && !isInside(file, project)) config.files.push(file);
  }
}

/** Ruff's settings for a project, with the `requires-python` it derives its target version from. */
export function ruffConfig(project: string, files: ConfigFiles): ToolConfig {
  const config = findConfig(project, ruffCandidates, files);
  followExtend(project, config, files);
  for (const directory of withAncestors(project).slice(1)) {
    const pyproject = files.pyproject(directory);
    const value = pyproject && valueAt(pyproject.data, 'project.requires-python');
    if (value !== undefined) {
      config.sections.push({
        file: pyproject?.file ?? '',
        section: 'project.requires-python',
        value,
      });
    }
  }
  return config;
}

/** Mypy's settings for a project: the nearest file; the executor hands exactly that one to mypy. */
export function mypyConfig(project: string, files: ConfigFiles): ToolConfig {
  return findConfig(project, mypyCandidates, files);
}

/** Pytest's settings for a project, and each conftest.py above it. */
export function pytestConfig(project: string, files: ConfigFiles): ToolConfig {
  const config = findConfig(project, pytestCandidates, files);
  const above = withAncestors(project).slice(1);
  const conftests = above.map((directory) => joinPath(directory, 'conftest.py'));
  return { ...config, files: [...config.files, ...conftests.filter((file) => files.has(file))] };
}

/** The `.python-version` files above a project. */
export function pythonVersionFiles(project: string, files: ConfigFiles): string[] {
  return withAncestors(project)
    .slice(1)
    .map((directory) => joinPath(directory, '.python-version'))
    .filter((file) => files.has(file));
}

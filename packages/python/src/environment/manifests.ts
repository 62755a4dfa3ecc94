import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { directoryOf, joinPath } from '../paths.js';
import { installedGroups } from '../project/dependency-groups.js';
import { readDeclaredDependencies } from '../project/requirements.js';
import { asTable, type Pyproject, parsePyproject, valueAt } from '../toml/pyproject.js';
import type { EnvironmentRequest } from './ensure-environment.js';

/** What the pyproject.toml files behind an environment say about it. */
export interface Manifests {
  /** Paths relative to the workspace root. */
  files: string[];
  /** Those that cannot be read. */
  unreadable: string[];
  /** Arguments of `uv`, from `sync` on. */
  syncArguments: string[];
  /** Folders by distribution. */
  distributions: Map<string, string>;
}

function readPyproject(workspaceRoot: string, file: string): Pyproject | undefined {
  try {
    return parsePyproject(file, readFileSync(join(workspaceRoot, file), 'utf8'));
  } catch {
    // The graph reports what is wrong with it; here only whether it can be used matters.
    return undefined;
  }
}

/** The arguments of `uv sync` that install every member with the groups its targets need. */
export function syncArguments(
  pyprojects: readonly Pyproject[],
  options: Pick<EnvironmentRequest, 'groups' | 'extras'>,
): string[] {
  const groups = new Set<string>();
  for (const pyproject of pyprojects) {
    const declared = readDeclaredDependencies(pyproject);
    for (const group of installedGroups(pyproject, declared, options.groups)) groups.add(group);
  }
  return [
    'sync',
    '--frozen',
    '--all-packages',
    ...[...groups].sort().flatMap((group) => ['--group', group]),
    ...options.extras.flatMap((extra) => ['--extra', extra]),
  ];
}

/** Reads the manifests of an environment's root and of all its projects. */
export function readManifests(request: EnvironmentRequest): Manifests {
  const { workspaceRoot, environment, projects } = request;
  const files = [...new Set([environment, ...projects])]
    .map((path) => joinPath(path, 'pyproject.toml'))
    .sort();
  const read = files.map((file) => readPyproject(workspaceRoot, file));
  const pyprojects = read.filter((pyproject) => pyproject !== undefined);
  const distributions = new Map<string, string>();
  for (const { data, file } of pyprojects) {
    const name = valueAt(data, 'project.name');
    if (typeof name === 'string' && asTable(data)['build-system'])
      distributions.set(name, directoryOf(file));
  }
  return {
    files,
    unreadable: files.filter((_, index) => read[index] === undefined),
    syncArguments: syncArguments(pyprojects, request),
    distributions,
  };
}

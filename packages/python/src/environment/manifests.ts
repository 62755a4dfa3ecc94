import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { normalizeName } from '../normalize-name.js';
import { directoryOf, joinPath } from '../paths.js';
import { type Build, describeBuild } from '../project/build-kind.js';
import { textIn } from '../project/text-in.js';
import { asTable, type Pyproject, parsePyproject, valueAt } from '../toml/pyproject.js';
import type { EnvironmentRequest } from './ensure-environment.js';

/** A project as far as its installation goes. */
export interface LocalProject {
  /** Its folder, relative to the workspace root. */
  directory: string;
  build: Build;
}

/** What the pyproject.toml files behind an environment say about it. */
export interface Manifests {
  /** Paths relative to the workspace root. */
  files: string[];
  /** Those that cannot be read. */
  unreadable: string[];
  /** The others. */
  pyprojects: Pyproject[];
  /** The projects that can be installed, by the normalised name of their distribution. */
  distributions: Map<string, LocalProject>;
}

function readPyproject(workspaceRoot: string, file: string): Pyproject | undefined {
  try {
    return parsePyproject(file, readFileSync(join(workspaceRoot, file), 'utf8'));
  } catch {
    // The graph reports what is wrong with it; here only whether it can be used matters.
    return undefined;
  }
}

/** The manifests of an environment's root and of all its projects, sorted; some may be unreadable. */
export function readPyprojects({
  workspaceRoot,
  environment,
  projects,
}: EnvironmentRequest): { file: string; pyproject: Pyproject | undefined }[] {
  return [...new Set([environment, ...projects])]
    .map((path) => joinPath(path, 'pyproject.toml'))
    .sort()
    .map((file) => ({ file, pyproject: readPyproject(workspaceRoot, file) }));
}

/** Reads the manifests of an environment's root and of all its projects. */
export function readManifests(request: EnvironmentRequest): Manifests {
  const { workspaceRoot } = request;
  const read = readPyprojects(request);
  const pyprojects = read.flatMap(({ pyproject }) => pyproject ?? []);
  const distributions = new Map<string, LocalProject>();
  for (const { data, file } of pyprojects) {
    const name = valueAt(data, 'project.name');
    const isPackage = asTable(data)['build-system'] || valueAt(data, 'tool.uv.package') === true;
    if (typeof name !== 'string' || !isPackage) continue;
    const directory = directoryOf(file);
    const text = (other: string) => textIn(join(workspaceRoot, directory), other);
    distributions.set(normalizeName(name), { directory, build: describeBuild({ data, text }) });
  }
  return {
    files: read.map(({ file }) => file),
    unreadable: read.filter(({ pyproject }) => !pyproject).map(({ file }) => file),
    pyprojects,
    distributions,
  };
}

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
  /** Their texts by paths relative to the workspace root; undefined where there is no such file. */
  texts: Map<string, string | undefined>;
  /** Those that cannot be read. */
  unreadable: string[];
  /** The others. */
  pyprojects: Pyproject[];
  /** The projects that can be installed, by the normalised name of their distribution. */
  distributions: Map<string, LocalProject>;
}

/** A manifest as it was read. */
interface ReadManifest {
  file: string;
  text: string | undefined;
  /** Undefined where it cannot be read. */
  pyproject: Pyproject | undefined;
}

function readManifest(workspaceRoot: string, file: string): ReadManifest {
  let text: string | undefined;
  try {
    text = readFileSync(join(workspaceRoot, file), 'utf8');
    return { file, text, pyproject: parsePyproject(file, text) };
  } catch {
    // The graph reports what is wrong with it; here only whether it can be used matters.
    return { file, text, pyproject: undefined };
  }
}

/** The manifests of an environment's root and of all its projects, sorted; some may be unreadable. */
export function readPyprojects({
  workspaceRoot,
  environment,
  projects,
}: EnvironmentRequest): ReadManifest[] {
  return [...new Set([environment, ...projects])]
    .map((path) => joinPath(path, 'pyproject.toml'))
    .sort()
    .map((file) => readManifest(workspaceRoot, file));
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
    texts: new Map(read.map(({ file, text }) => [file, text])),
    unreadable: read.filter(({ pyproject }) => !pyproject).map(({ file }) => file),
    pyprojects,
    distributions,
  };
}

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SignalError } from '../errors.js';
import { isInside, joinPath, relativeInside, withAncestors } from '../paths.js';
import { buildBackend } from '../project/build-backend.js';
import { buildRequirements, mayCompile, type NeedOfGit, needOfGit } from '../project/buildable.js';
import { distributionName, parsePyproject, type Table } from '../toml/pyproject.js';

/** What a build has to know of a project's manifest. */
export interface ProjectManifest {
  /** The distribution's name as it is written. */
  name: string;
  /** The build backend; empty for what setuptools does where none is named. */
  backend: string;
  mayCompile: boolean;
  needOfGit: NeedOfGit;
  /** Requirements of the build. */
  requirements: string[];
  /** The manifest, and those in the folders above it. */
  manifests: Table[];
}

/**
 * Reads it.
 *
 * @param directory - folder of the project, relative to the workspace root
 * @param files - that the build sees
 */
export function readManifest(
  workspaceRoot: string,
  directory: string,
  files: readonly string[],
): ProjectManifest {
  const read = (folder: string) => {
    const file = joinPath(folder, 'pyproject.toml');
    const path = join(workspaceRoot, file);
    return existsSync(path) ? parsePyproject(file, readFileSync(path, 'utf8')) : undefined;
  };
  const pyproject = read(directory);
  if (!pyproject)
    throw new SignalError({
      code: 'PYPROJECT_UNREADABLE',
      message: `${joinPath(directory, 'pyproject.toml')} does not exist.`,
      hint: 'restore it, or run `nx reset` so that Nx reads the files again.',
    });
  const { data } = pyproject;
  const pythonFiles = files
    .filter((file) => file.endsWith('.py') && isInside(file, directory))
    .map((file) => relativeInside(file, directory));
  const facts = { pyproject, pythonFiles };
  return {
    name: distributionName(data) ?? 'project',
    backend: buildBackend(data),
    mayCompile: mayCompile(facts),
    needOfGit: needOfGit(facts),
    requirements: buildRequirements(facts),
    manifests: withAncestors(directory).flatMap((folder): Table[] => {
      const found = read(folder);
      return found ? [found.data] : [];
    }),
  };
}

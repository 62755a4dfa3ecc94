import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eq, valid } from '@renovatebot/pep440';
import { joinPath } from '../paths.js';
import { distributionName, parsePyproject, valueAt } from '../toml/pyproject.js';
import { versionOfFile } from './find-published.js';
import { publishFailed } from './publish-errors.js';

/** What was built, and of which project. Folders are relative to the workspace root. */
export interface BuiltProject {
  workspaceRoot: string;
  project: string;
  directory: string;
  /** Folder of what was built. */
  output: string;
}

const artifact = /\.(?:whl|tar\.gz)$/;
/** What says who built a file, beside it: `<file>.publish.attestation`. uv sends it along. */
const attestation = /\.[^.]+\.attestation$/;

/** Files have the normal form of a version, manifests may have another one. */
const isSame = (left: string, right: string) =>
  left === right || (valid(left) !== null && valid(right) !== null && eq(left, right));

/** A file that is not of the version that the manifest says. */
function otherVersion(built: readonly string[], manifest: string, file: string) {
  const { data } = parsePyproject(file, manifest);
  const name = String(distributionName(data));
  const version = valueAt(data, 'project.version') ?? valueAt(data, 'tool.poetry.version');
  const other = built.find((candidate) => {
    const found = versionOfFile(candidate, name);
    return typeof version === 'string' && found !== undefined && !isSame(found, version);
  });
  return other === undefined ? undefined : { other, version: String(version) };
}

/**
 * The files of the version that the manifest says, and of no other one, with what attests them.
 *
 * @throws SignalError PUBLISH_FAILED where nothing was built, or another version
 */
export function filesToPublish(built: BuiltProject): string[] {
  const { workspaceRoot, project, directory, output } = built;
  const folder = join(workspaceRoot, output);
  const names = existsSync(folder) ? readdirSync(folder) : [];
  const artifacts = names.filter((name) => artifact.test(name));
  const build = `run \`nx build ${project}\` first.`;
  if (artifacts.length === 0) throw publishFailed(`${output} has nothing to upload.`, build);
  const file = joinPath(directory, 'pyproject.toml');
  const found = otherVersion(artifacts, readFileSync(join(workspaceRoot, file), 'utf8'), file);
  // A run for some projects alone builds nothing before it.
  if (found !== undefined)
    throw publishFailed(
      `${joinPath(output, found.other)} is not the version ${found.version} of ${file}.`,
      build,
    );
  // An attestation belongs to the file that it is named after.
  const chosen = names.filter((name) => artifacts.includes(name.replace(attestation, '')));
  return chosen.sort().map((name) => join(folder, name));
}

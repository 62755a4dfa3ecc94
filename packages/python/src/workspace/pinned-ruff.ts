import { groupBy } from '../lock/group-by.js';
import type { LockIndex } from '../lock/lock-index.js';
import { joinPath, withAncestors } from '../paths.js';
import type { Workspace } from '../project/analyze.js';
import { hookFiles, hookVersion, pinnedVersion } from '../project/pinned-tool.js';
import { folderOfRequirements, isRequirementsFile } from '../project/requirements-files.js';
import type { WorkspaceFiles } from './read-workspace.js';

/** Versions of ruff that something else than a uv.lock says. */
interface PinnedRuff {
  /** By the folder of the environment. */
  versions: Map<string, string>;
  /** Files that pin one or would, manifests aside. */
  files: string[];
}

/**
 * The version of ruff that the nearest folder pins, for each environment whose uv.lock has none or that has no
 * uv.lock: in its requirements, or else by the hook that runs it.
 */
export function pinnedRuff(
  { projects, pyprojects }: Workspace,
  { setupTexts, commandTexts }: WorkspaceFiles,
  locks: ReadonlyMap<string, LockIndex>,
): PinnedRuff {
  const requirements = groupBy(
    [...setupTexts].filter(([file]) => isRequirementsFile(file)),
    ([file]) => folderOfRequirements(file),
  );
  const manifests = new Map(
    [...pyprojects, ...projects.map(({ pyproject }) => pyproject)].map(({ directory, data }) => [
      directory,
      data,
    ]),
  );
  const versions = new Map<string, string>();
  const files = new Set<string>();
  for (const environment of new Set(projects.map((facts) => facts.environment))) {
    const index = locks.get(environment);
    if (index?.lock.format === 'uv' && index.byDistribution.has('ruff')) continue;
    const folders = withAncestors(environment);
    const declared = folders.map((folder) =>
      pinnedVersion('ruff', manifests.get(folder) ?? {}, requirements.get(folder) ?? []),
    );
    const hooks = folders.map((folder) => hookVersion(folder, commandTexts));
    const version = [...declared, ...hooks].find((one) => one !== undefined);
    if (version !== undefined) versions.set(environment, version);
    for (const folder of folders) {
      for (const name of hookFiles) files.add(joinPath(folder, name));
      for (const [file] of requirements.get(folder) ?? []) files.add(file);
    }
  }
  return { versions, files: [...files].sort() };
}

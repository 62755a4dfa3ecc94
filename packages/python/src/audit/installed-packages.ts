import { readInstalled } from '../environment/distributions.js';
import { allSitePackages } from '../environment/site-packages.js';
import { SignalError } from '../errors.js';
import type { ProjectFacts } from '../project/facts.js';
import type { AuditedPackage } from './packages.js';

/**
 * What an environment without a lock holds. Nobody knows which index it is from, so its names are not sent.
 *
 * @throws SignalError LOCK_MISSING without an environment
 */
export function installedPackages(
  environmentFolder: string,
  { environment }: Pick<ProjectFacts, 'environment'>,
): AuditedPackage[] {
  const folders = allSitePackages(environmentFolder);
  if (folders.length === 0) {
    throw new SignalError({
      code: 'LOCK_MISSING',
      message: `There is neither a lock nor an environment in ${environment === '.' ? 'the workspace' : environment}, so the packages to audit are unknown.`,
      hint: 'run `uv lock`.',
    });
  }
  return folders.flatMap(readInstalled).flatMap(({ name, version, origin }): AuditedPackage[] => {
    if (origin?.kind === 'folder') return [];
    return [{ name, version, path: [], source: origin ? 'elsewhere' : 'private' }];
  });
}

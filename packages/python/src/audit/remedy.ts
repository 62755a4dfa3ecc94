import type { Lock, LockNode } from '../lock/lock.js';
import { joinPath } from '../paths.js';
import type { ProjectFacts } from '../project/facts.js';
import { addCommand } from '../verify/add-command.js';
import type { Finding } from './findings.js';

const lockFile = { uv: 'uv.lock', poetry: 'poetry.lock', pdm: 'pdm.lock', pylock: 'pylock.toml' };

function updateCommand(name: string, { format }: Lock, environment: string): string {
  const folder = environment === '.' ? '' : environment;
  switch (format) {
    case 'uv':
      return `uv lock${folder && ` --directory ${folder}`} --upgrade-package ${name}`;
    case 'poetry':
      return `poetry update${folder && ` --directory ${folder}`} ${name}`;
    case 'pdm':
      return `pdm update${folder && ` --project ${folder}`} ${name}`;
    case 'pylock':
      return `write ${joinPath(environment, 'pylock.toml')} anew with a later ${name}`;
  }
}

/** The group that a node stands for, if it is one. */
function groupOf({ kind, id }: LockNode): string | undefined {
  return kind === 'group' ? id.slice(id.lastIndexOf(':') + 1) : undefined;
}

/**
 * The command that takes a package to the release which mends a finding. Where a project of the workspace asks for
 * it itself, that is the one which declares it: a pin there would hold the lock where it is.
 *
 * @param projects - those of the workspace
 */
export function remedyFor(
  { package: found, fixed }: Finding,
  owner: ProjectFacts,
  lock: Lock,
  projects: readonly ProjectFacts[],
): string | undefined {
  if (!found || fixed === undefined) return undefined;
  const { environment } = owner;
  const before = lock.nodes.get(found.path.at(-2) ?? '');
  const isDeclared = found.path.length === 1 || before?.local === true;
  if (!isDeclared || before?.kind === 'extra') return updateCommand(found.name, lock, environment);
  const folder =
    before?.directory === undefined ? owner.directory : joinPath(environment, before.directory);
  const project = projects.find(({ directory }) => directory === folder);
  return addCommand({
    distribution: `'${found.name}>=${fixed}'`,
    project: project?.name,
    directory: folder,
    environment,
    lock: lockFile[lock.format],
    group: before && groupOf(before),
  });
}

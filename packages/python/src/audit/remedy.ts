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
      return `write ${joinPath(environment, 'pylock.toml')} again with a later ${name}`;
  }
}

/** The group that a node stands for, if it is one. */
function groupOf({ kind, id }: LockNode): string | undefined {
  return kind === 'group' ? id.slice(id.lastIndexOf(':') + 1) : undefined;
}

/** The node of a project that asks for a package itself: the one on the way to it, else any that does. */
function declaring({ package: found }: Finding, { nodes }: Lock): LockNode | undefined {
  const target = found?.path.at(-1) ?? '';
  const asks = (node: LockNode | undefined) =>
    node?.local === true && node.kind !== 'extra' && node.requires.includes(target);
  const before = nodes.get(found?.path.at(-2) ?? '');
  return asks(before) ? before : [...nodes.values()].find(asks);
}

/**
 * The command that takes a package to the release which mends a finding. Where a project of the workspace asks for
 * it itself, that is the one which declares it: a pin there would hold the lock where it is.
 *
 * @param projects - those of the workspace
 */
export function remedyFor(
  finding: Finding,
  owner: ProjectFacts,
  lock: Lock,
  projects: readonly ProjectFacts[],
): string | undefined {
  const { package: found, fixed } = finding;
  if (!found || fixed === undefined) return undefined;
  const { environment } = owner;
  const node = declaring(finding, lock);
  const isRoot = lock.format !== 'uv' && found.path.length === 1;
  if (!node && !isRoot) return updateCommand(found.name, lock, environment);
  const folder = node ? joinPath(environment, node.directory ?? '.') : owner.directory;
  const project = projects.find(({ directory }) => directory === folder);
  return addCommand({
    distribution: `'${found.name}>=${fixed}'`,
    project: project?.name,
    directory: folder,
    environment,
    lock: lockFile[lock.format],
    group: node && groupOf(node),
  });
}

import type { InputCheck, Isolation, TargetKind } from './names.js';
import type { ProjectOptions, TargetOptions, WorkspaceOptions } from './schema.js';

/** Options of one project: its own over the workspace's. */
export interface ResolvedOptions {
  typeChecker: WorkspaceOptions['typeChecker'];
  signal: 'parallel' | 'chain';
  verifyInputs: InputCheck;
  isolation: Isolation;
  /** Groups and extras that options name. */
  groups: string[];
  extras: string[];
  tags: string[];
  /** Settings of a target; `false` when it is left out. */
  target(kind: TargetKind): TargetOptions | false;
  /** The name of a target in Nx. */
  targetName(kind: TargetKind): string;
}

/**
 * The project's options laid over the workspace's, target by target and key by key.
 *
 * @param scripts - names that Nx gives to scripts of a package.json; a target keeps clear of them
 */
export function mergeOptions(
  workspace: WorkspaceOptions,
  project: ProjectOptions,
  scripts: readonly string[] = [],
): ResolvedOptions {
  const target = (kind: TargetKind): TargetOptions | false => {
    const base = workspace.targets?.[kind];
    const own = project.targets?.[kind];
    if (own === false || (own === undefined && base === false)) return false;
    return { ...(base || {}), ...own };
  };
  return {
    typeChecker: project.typeChecker ?? workspace.typeChecker,
    signal: project.signal ?? workspace.signal ?? 'parallel',
    verifyInputs: project.verifyInputs ?? workspace.verifyInputs ?? 'error',
    isolation: project.isolation ?? workspace.isolation ?? 'shared',
    groups: [workspace.groups ?? [], project.groups ?? []].flat(),
    extras: [workspace.extras ?? [], project.extras ?? []].flat(),
    tags: project.tags ?? [],
    target,
    targetName: (kind) => {
      const settings = target(kind);
      const name = (settings && settings.name) || kind;
      return scripts.includes(name) ? `${name}:python` : name;
    },
  };
}

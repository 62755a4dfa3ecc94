import type { ProjectConfiguration } from '@nx/devkit';
import { isInside } from './paths.js';

/** Nx's matching of globs; see `globMatcher` of nx-internal.ts. */
export type GlobMatcher = (globs: string[], paths: string[]) => boolean[];

/** A glob with Nx's tokens, as one from the workspace root. */
export function globFromRoot(glob: string, root: string): string {
  const prefix = root === '.' ? '' : `${root}/`;
  return glob.replace('{projectRoot}/', prefix).replace('{workspaceRoot}/', '');
}

/**
 * Files of a project as Nx counts them, without those of projects inside it.
 *
 * @param input - the named input that chooses among them
 * @param roots - folders of all projects
 * @param files - all files that git does not ignore
 */
export function filesOfProject(
  { root, namedInputs }: Pick<ProjectConfiguration, 'root' | 'namedInputs'>,
  input: string,
  roots: readonly string[],
  files: readonly string[],
  match: GlobMatcher,
): string[] {
  const nested = roots.filter((other) => other !== root && isInside(other, root));
  const own = files.filter(
    (file) => isInside(file, root) && !nested.some((other) => isInside(file, other)),
  );
  const globs = (namedInputs?.[input] ?? ['{projectRoot}/**/*']).filter(
    (glob) => typeof glob === 'string',
  );
  const matched = match(
    globs.map((glob) => globFromRoot(glob, root)),
    own,
  );
  return own.filter((_, index) => matched[index]);
}

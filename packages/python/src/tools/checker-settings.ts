import type { TypeChecker } from '../options/names.js';
import {
  type Candidate,
  type ConfigFiles,
  findConfig,
  type ToolConfig,
} from '../settings/config-lookup.js';
import type { CheckerReads } from './checkers/checker-reads.js';
import type { CheckerScope } from './checkers/scope.js';
import { mypyReads } from './mypy/reads.js';
import { pyreflyReads } from './pyrefly/reads.js';
import { basedpyrightReads, pyrightReads } from './pyright/reads.js';
import { tyReads } from './ty/reads.js';

/** What each type checker reads beside sources. */
export const checkerReads: Record<TypeChecker, CheckerReads> = {
  mypy: mypyReads,
  basedpyright: basedpyrightReads,
  pyright: pyrightReads,
  ty: tyReads,
  pyrefly: pyreflyReads,
};

/** Where type checkers have their settings. */
export const checkerCandidates: readonly Candidate[] = Object.values(checkerReads).flatMap(
  ({ candidates }) => candidates,
);

/**
 * A type checker's settings: the nearest file that has some, and what that builds on. The executor
 * hands exactly that file to the checker, or runs it where it finds that one first.
 */
export function checkerConfig(
  checker: TypeChecker,
  project: string,
  files: ConfigFiles,
): ToolConfig {
  const { candidates, complete } = checkerReads[checker];
  const config = findConfig(project, candidates, files);
  return complete?.(config, project, files) ?? config;
}

/** What a checker's settings say is to be checked of a project; all of it where they do not say it. */
export function checkerScope(
  checker: TypeChecker,
  project: string,
  config: ToolConfig,
  files: ConfigFiles,
): CheckerScope {
  const all = { checks: () => true, outside: [] };
  return checkerReads[checker].scope?.(config, project, files) ?? all;
}

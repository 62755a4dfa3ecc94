import { type TypeChecker, typeCheckers } from '../../options/names.js';
import { directoryOf } from '../../paths.js';
import { isAboveWorkspace, type ToolConfig } from '../../settings/config-lookup.js';

/** How near to a project settings are; those that are not there are farthest. */
function nearness({ file }: ToolConfig): number {
  if (file === undefined) return -1000;
  const directory = directoryOf(file);
  if (isAboveWorkspace(file)) return -directory.split('/').length;
  return directory === '.' ? 0 : directory.split('/').length;
}

/**
 * The type checker of a project whose options name none. Settings alone are no choice where the lock
 * has another checker: editors read pyright's, whatever checks the code. So of those in the lock the
 * one whose settings are nearest counts, and settings alone only where the lock has no checker.
 */
export function chooseChecker(
  config: Record<TypeChecker, ToolConfig>,
  isLocked: (distribution: string) => boolean,
): TypeChecker | undefined {
  const locked = typeCheckers.filter(isLocked);
  const possible =
    locked.length > 0 ? locked : typeCheckers.filter((checker) => config[checker].file);
  // Of equals the first one stays the first.
  return [...possible].sort((a, b) => nearness(config[b]) - nearness(config[a]))[0];
}

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
 * one whose settings are nearest counts, and settings alone only where the lock has no checker. Those of a checker
 * that a hook has for itself are for that hook, which has packages of its own.
 *
 * @param hooked - checkers that are in hooks and nowhere else
 */
export function chooseChecker(
  config: Record<TypeChecker, ToolConfig>,
  isLocked: (distribution: string) => boolean,
  hooked: readonly TypeChecker[] = [],
): TypeChecker | undefined {
  const locked = typeCheckers.filter(isLocked);
  const configured = typeCheckers.filter(
    (checker) => config[checker].file && !hooked.includes(checker),
  );
  const possible = locked.length > 0 ? locked : configured;
  // Of equals the first one stays the first.
  return [...possible].sort((a, b) => nearness(config[b]) - nearness(config[a]))[0];
}

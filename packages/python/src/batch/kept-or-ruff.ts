import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { executableIn } from '../environment/locate.js';
import { ruffWithout, toolAtVersion } from '../environment/single-tool.js';
import { ensureTool, type ToolRecipe } from '../environment/tool-environment.js';
import { SignalError } from '../errors.js';
import { lockFileNode, pinnedNode } from '../fingerprint/external-names.js';
import type { TaskContext } from './read-tasks.js';

/** What the node of a name says in the graph that the tasks were hashed with. */
function hashOf(name: string, { projectGraph }: TaskContext): string | undefined {
  const node: { data?: { hash?: string } } | undefined = projectGraph?.externalNodes?.[name];
  return node?.data?.hash;
}

/** Digest of the lock in the graph that the tasks were hashed with; undefined where it has none. */
export function hashedLock(environment: string, context: TaskContext): string | undefined {
  return hashOf(lockFileNode(environment), context);
}

/** Ruff by itself at the version that was hashed, where a uv.lock lacks it; undefined where nothing pins one. */
export function ruffBeside(environment: string, context: TaskContext): ToolRecipe | undefined {
  const version = hashOf(pinnedNode(environment), context);
  const folder = join(context.root, environment);
  return version === undefined ? undefined : toolAtVersion({ name: 'ruff', version, folder });
}

/** Without uv nothing can be made, and what was wrong before is to be told. */
function unlessNoUv(error: unknown): undefined {
  if (!(error instanceof SignalError) || error.code !== 'UV_MISSING') throw error;
}

/**
 * The folder of an environment with ruff in it: one that somebody keeps, or else one that holds ruff alone, as
 * far as what was hashed says which.
 *
 * @param keep - finds the environment that somebody keeps
 * @param onMade - is told what uv has said about one that was made
 */
export async function keptOrRuff(
  environment: string,
  keep: () => Promise<string>,
  context: TaskContext,
  onMade: (said: string) => void,
): Promise<string> {
  const { root } = context;
  const kept = await keep().catch((error: unknown) => error);
  if (typeof kept === 'string' && existsSync(executableIn(kept, 'ruff'))) return kept;
  const lockDigest = hashedLock(environment, context);
  const pinned = hashOf(pinnedNode(environment), context);
  const recipe = ruffWithout({ environment, root, lockDigest, pinned }, kept);
  const made = recipe && (await ensureTool(root, recipe, onMade).catch(unlessNoUv));
  if (made !== undefined) return made;
  if (typeof kept !== 'string') throw kept;
  return kept;
}

import { join } from 'node:path';
import { dataFolder } from '../data-folder.js';
import { type CompilerCache, startCompilerCache } from '../native/compiler-cache.js';
import { interpreterCompilers } from '../native/interpreter-compilers.js';
import { asCacheCount, countsInWords } from '../native/sccache-stats.js';
import { buildBackend } from '../project/build-backend.js';
import type { EnvironmentRequest } from './ensure-environment.js';
import { executableIn } from './locate.js';
import type { Manifests } from './manifests.js';
import type { Plan } from './plan-environment.js';

/** A member that is built, and by what. */
interface BuiltMember {
  name: string;
  backend: string;
}

/** Those members whose build does more than to show their sources. */
function builtMembers(
  { distributions, pyprojects }: Manifests,
  names: Iterable<string>,
): BuiltMember[] {
  return [...names].flatMap((name) => {
    const known = distributions.get(name);
    if (!known || known.build.kind === 'plain') return [];
    const manifest = pyprojects.find(({ directory }) => directory === known.directory);
    return manifest ? [{ name, backend: buildBackend(manifest.data) }] : [];
  });
}

/** The members that uv builds while it makes an environment. */
function membersToBuild({ manifests, members, need, now }: Plan, isNew: boolean): BuiltMember[] {
  const names = isNew ? members.reachedBy(now.selection).local : need.rebuild;
  return builtMembers(manifests, names);
}

/** A compiler cache for members that are built; undefined where none is. */
async function cacheFor(
  { workspaceRoot }: EnvironmentRequest,
  folder: string,
  built: readonly BuiltMember[],
): Promise<CompilerCache | undefined> {
  if (built.length === 0) return undefined;
  const python = executableIn(folder, 'python');
  return await startCompilerCache({
    folder: join(dataFolder(workspaceRoot), 'sccache'),
    basedirs: [workspaceRoot],
    backends: built.map(({ backend }) => backend),
    compilers: await interpreterCompilers(python, workspaceRoot),
  });
}

/**
 * Lets uv build members of an environment with a compiler cache, which another checkout shares.
 *
 * @param tell - prints a line
 * @param work - gets the variables for uv
 */
export async function withCompilerCache(
  request: EnvironmentRequest,
  folder: string,
  plan: Plan,
  isNew: boolean,
  tell: (line: string) => void,
  work: (variables: Record<string, string>) => Promise<void>,
): Promise<void> {
  const built = membersToBuild(plan, isNew);
  const cache = await cacheFor(request, folder, built);
  if (cache?.note !== undefined) tell(cache.note);
  try {
    await work(cache?.variables ?? {});
  } finally {
    const counts = await cache?.finish();
    const words = countsInWords(counts);
    if (counts && words !== undefined) {
      tell(words);
      const names = built.map(({ name }) => name);
      request.onCounted?.({ sccache: asCacheCount(counts, names) });
    }
  }
}

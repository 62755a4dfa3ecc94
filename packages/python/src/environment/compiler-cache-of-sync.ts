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

/** The build backends of those members whose build does more than to show their sources. */
function backendsOf({ distributions, pyprojects }: Manifests, names: Iterable<string>): string[] {
  return [...names].flatMap((name) => {
    const known = distributions.get(name);
    if (!known || known.build.kind === 'plain') return [];
    const manifest = pyprojects.find(({ directory }) => directory === known.directory);
    return manifest ? [buildBackend(manifest.data)] : [];
  });
}

/** A compiler cache for what uv builds while it makes an environment; undefined where it builds nothing. */
async function cacheFor(
  { workspaceRoot }: EnvironmentRequest,
  folder: string,
  { manifests, members, need, now }: Plan,
  isNew: boolean,
): Promise<CompilerCache | undefined> {
  const built = isNew ? members.reachedBy(now.selection).local : need.rebuild;
  const backends = backendsOf(manifests, built);
  if (backends.length === 0) return undefined;
  const python = executableIn(folder, 'python');
  return await startCompilerCache({
    folder: join(dataFolder(workspaceRoot), 'sccache'),
    basedirs: [workspaceRoot],
    backends,
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
  const cache = await cacheFor(request, folder, plan, isNew);
  if (cache?.note !== undefined) tell(cache.note);
  try {
    await work(cache?.variables ?? {});
  } finally {
    const counts = await cache?.finish();
    const words = countsInWords(counts);
    if (counts && words !== undefined) {
      tell(words);
      request.onCounted?.({ sccache: asCacheCount(counts) });
    }
  }
}

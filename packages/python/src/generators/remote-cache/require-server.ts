import { type GeneratorCallback, installPackagesTask, type Tree, updateJson } from '@nx/devkit';
import { pluginVersion } from '../../options/plugin-version.js';

const serverPackage = '@nx-signal/cache-server';

interface Manifest {
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
}

/** Whether a manifest already says where the server comes from: by a version it would be ours to say. */
function isElsewhere({ dependencies, devDependencies }: Manifest): boolean {
  const present = dependencies?.[serverPackage] ?? devDependencies?.[serverPackage];
  return present !== undefined && !/^[\^~]?\d/.test(present);
}

/**
 * Puts the server among the packages of the workspace, in exactly our version, which is its own too: the lock then pins what runs
 * with a right to write the cache.
 *
 * @returns what installs it; undefined when nothing has changed
 */
export function requireServer(tree: Tree): GeneratorCallback | undefined {
  if (!tree.exists('package.json')) return undefined;
  const before = tree.read('package.json', 'utf8');
  if (isElsewhere(JSON.parse(before ?? '{}') as Manifest)) return undefined;
  updateJson<Manifest>(tree, 'package.json', (manifest) => {
    const place = manifest.dependencies?.[serverPackage] ? 'dependencies' : 'devDependencies';
    if (manifest[place]?.[serverPackage] === pluginVersion) return manifest;
    return { ...manifest, [place]: { ...manifest[place], [serverPackage]: pluginVersion } };
  });
  const isSame = tree.read('package.json', 'utf8') === before;
  return isSame ? undefined : () => installPackagesTask(tree);
}

import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { pack, packed } from '../harness/packages.js';
import { repository } from '../harness/paths.js';
import type { Workspace } from '../harness/workspace.js';

const source = join(repository, 'packages', 'cache-server');

/** The folder in whose node_modules the server is. */
export const serverFolder = join(repository, '.cache', 'e2e', 'cache-server');

const target = join(serverFolder, 'node_modules', '@nx-signal', 'cache-server');

/** Path of the installed program. */
export const cacheProgram = join(target, 'dist', 'main.cjs');

/**
 * Packs the server as it would be published, and installs it once per version of its dependencies. Before
 * all suites: they run side by side, and none may find a file of it missing.
 */
export async function installCacheServer(): Promise<void> {
  const tarball = await pack('cache-server');
  const manifest = await readFile(join(source, 'package.json'), 'utf8');
  const key = createHash('sha256').update(manifest).digest('hex');
  const stamp = join(serverFolder, '.stamp');
  if (existsSync(stamp) && (await readFile(stamp, 'utf8')) === key) {
    await rm(target, { recursive: true, force: true });
    await mkdir(target, { recursive: true });
    await execa('tar', ['-xzf', tarball, '-C', target, '--strip-components=1']);
    // As npm does with programs when it installs.
    await chmod(cacheProgram, 0o755);
    return;
  }
  await rm(serverFolder, { recursive: true, force: true });
  await mkdir(serverFolder, { recursive: true });
  const dependencies = { '@nx-signal/cache-server': `file:${tarball}` };
  const text = JSON.stringify({ private: true, dependencies });
  await writeFile(join(serverFolder, 'package.json'), text);
  await execa('npm', ['install', '--no-audit', '--no-fund', '--no-package-lock'], {
    cwd: serverFolder,
  });
  await writeFile(stamp, key);
}

/** Names the packed server among a workspace's packages, so that generators need not install it. */
export async function declareServer(workspace: Workspace): Promise<void> {
  const manifest = workspace.has('package.json') ? JSON.parse(workspace.read('package.json')) : {};
  const server = { '@nx-signal/cache-server': `file:${await packed('cache-server')}` };
  manifest.devDependencies = { ...manifest.devDependencies, ...server };
  workspace.write('package.json', JSON.stringify(manifest));
}

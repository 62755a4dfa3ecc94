import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { repository } from './paths.js';

/** Versions of Nx that the packages are tried on. */
export const nxVersions = {
  current: { nx: '24.0.6', devkit: '24.0.0' },
  previous: { nx: '23.3.2', devkit: '23.3.2' },
} as const;

/** One of {@link nxVersions}. */
export type NxLine = keyof typeof nxVersions;

const cache = join(repository, '.cache', 'e2e');

/** Packs a package, by its folder in `packages`, as it would be published. Returns the tarball. */
export async function pack(name: string): Promise<string> {
  const folder = join(cache, 'tarballs');
  await mkdir(folder, { recursive: true });
  const { stdout } = await execa('npm', ['pack', '--json', '--pack-destination', folder], {
    cwd: join(repository, 'packages', name),
  });
  const packed: unknown = JSON.parse(stdout);
  // npm 11 prints an array, later versions an object by package name.
  const [first] = Array.isArray(packed) ? packed : Object.values(packed as object);
  return join(folder, (first as { filename: string }).filename);
}

/** The tarball of a package that was packed before all suites. */
export async function packed(name: 'python' | 'cache-server'): Promise<string> {
  const text = await readFile(join(repository, 'packages', name, 'package.json'), 'utf8');
  const { version } = JSON.parse(text) as { version: string };
  return join(cache, 'tarballs', `nx-signal-${name}-${version}.tgz`);
}

/** The tarball that {@link installPackages} has made. */
export function packedPlugin(): Promise<string> {
  return packed('python');
}

async function manifest(line: NxLine, tarball: string): Promise<string> {
  const { nx, devkit } = nxVersions[line];
  return JSON.stringify({
    private: true,
    devDependencies: { nx, '@nx/devkit': devkit, '@nx-signal/python': `file:${tarball}` },
  });
}

/**
 * Installs Nx and the packed plugin once per version of Nx; workspaces link to the result. When only
 * the plugin changed, its tarball is unpacked over the old one.
 */
async function install(line: NxLine, tarball: string): Promise<void> {
  const folder = installedAt(line);
  const text = await manifest(line, tarball);
  const declared = await readFile(join(repository, 'packages', 'python', 'package.json'), 'utf8');
  const key = createHash('sha256').update(text).update(declared).digest('hex');
  const stamp = join(folder, '.stamp');
  const plugin = join(folder, 'node_modules', '@nx-signal', 'python');
  if (existsSync(stamp) && (await readFile(stamp, 'utf8')) === key) {
    await rm(plugin, { recursive: true, force: true });
    await mkdir(plugin, { recursive: true });
    await execa('tar', ['-xzf', tarball, '-C', plugin, '--strip-components=1']);
    return;
  }
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), text);
  await execa('npm', ['install', '--no-audit', '--no-fund', '--no-package-lock'], { cwd: folder });
  await writeFile(stamp, key);
}

/** The folder whose node_modules holds Nx and the plugin. */
export function installedAt(line: NxLine): string {
  return join(cache, `nx-${nxVersions[line].nx}`);
}

/** Packs the plugin and installs it for every version of Nx. */
export async function installPackages(): Promise<void> {
  const tarball = await pack('python');
  for (const line of Object.keys(nxVersions) as NxLine[]) await install(line, tarball);
}

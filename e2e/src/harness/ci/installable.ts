import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { nxVersions, packed, packedPlugin } from '../packages.js';
import { Workspace } from '../workspace.js';

/** A package.json and its lock, for which npm must not see the linked packages of the tests. */
async function packages(): Promise<Record<string, string>> {
  const folder = mkdtempSync(join(tmpdir(), 'nx-signal-packages-'));
  const manifest = {
    name: 'shop',
    private: true,
    devDependencies: {
      nx: nxVersions.current.nx,
      '@nx/devkit': nxVersions.current.devkit,
      '@nx-signal/python': `file:${await packedPlugin()}`,
      '@nx-signal/cache-server': `file:${await packed('cache-server')}`,
    },
  };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  await execa('npm', ['install', '--package-lock-only', '--no-audit', '--no-fund'], {
    cwd: folder,
  });
  const files = ['package.json', 'package-lock.json'];
  const texts = files.map((file) => [file, readFileSync(join(folder, file), 'utf8')]);
  rmSync(folder, { recursive: true });
  return Object.fromEntries(texts);
}

/** Gives a workspace packages that a clone of it can install. */
export async function makeInstallable(workspace: Workspace): Promise<void> {
  for (const [file, text] of Object.entries(await packages())) workspace.write(file, text);
  // The tests' node_modules is a link, which a pattern for folders does not ignore.
  workspace.append('.gitignore', '\nnode_modules\n');
  await workspace.git('rm', '--quiet', '--cached', '--ignore-unmatch', 'node_modules');
  await workspace.commit('packages');
}

/** The example with packages that a clone of it can install. */
export async function installableShop(): Promise<Workspace> {
  const shop = await Workspace.create({ shop: true });
  await makeInstallable(shop);
  return shop;
}

import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository, run } from '../../setup/run.mjs';
import { cache } from './folders.mjs';
import { versions } from './versions.mjs';

const plugin = join(repository, 'packages', 'python');

/** npm packages by the name of a set; contenders share sets. */
const sets = {
  nx: { nx: versions.nx, '@nx/devkit': versions.devkit },
  nxlv: { nx: versions.nx, '@nx/devkit': versions.devkit, '@nxlv/python': versions.nxlv },
  turbo: { turbo: versions.turbo },
  moon: { '@moonrepo/cli': versions.moon },
};

/** The plugin as it would be published. */
function packPlugin() {
  const folder = join(cache, 'tarballs');
  mkdirSync(folder, { recursive: true });
  const { stdout } = run('npm', ['pack', '--json', '--pack-destination', folder], { cwd: plugin });
  const packed = JSON.parse(stdout);
  // npm 11 prints an array, later versions an object by package name.
  const [first] = Array.isArray(packed) ? packed : Object.values(packed);
  return join(folder, first.filename);
}

function installOnce(folder, dependencies, key) {
  const stamp = join(folder, '.stamp');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === key) return false;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies }));
  run('npm', ['install', '--no-audit', '--no-fund', '--no-package-lock'], { cwd: folder });
  writeFileSync(stamp, key);
  return true;
}

/** Nx with the packed plugin, and beside it the plugin that does nothing but repeat its nodes. */
function installNx(folder, tarball = packPlugin()) {
  const dependencies = { ...sets.nx, '@nx-signal/python': `file:${tarball}` };
  const declared = readFileSync(join(plugin, 'package.json'), 'utf8');
  const key = createHash('sha256')
    .update(JSON.stringify(dependencies))
    .update(declared)
    .digest('hex');
  const modules = join(folder, 'node_modules');
  if (!installOnce(folder, dependencies, key)) {
    const target = join(modules, '@nx-signal', 'python');
    rmSync(target, { recursive: true, force: true });
    mkdirSync(target, { recursive: true });
    run('tar', ['-xzf', tarball, '-C', target, '--strip-components=1']);
  }
  const idle = join(import.meta.dirname, '..', 'contenders', 'idle-plugin');
  cpSync(idle, join(modules, 'bench-idle-plugin'), { recursive: true });
}

/**
 * Installs a set of packages unless it is there.
 *
 * @param {keyof typeof sets} name
 * @param {string} [tarball] a packed plugin other than the one of this checkout
 * @returns {string} the folder node_modules
 */
export function installSet(name, tarball) {
  const folder = join(cache, 'packages', name);
  if (name === 'nx') installNx(folder, tarball);
  else installOnce(folder, sets[name], JSON.stringify(sets[name]));
  return join(folder, 'node_modules');
}

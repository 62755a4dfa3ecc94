import { existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { nx } from './nx.mjs';

function edit(file, change) {
  const before = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  writeFileSync(file, `${JSON.stringify(change(before), null, 2)}\n`);
}

/** Plugins of the repository that only work with packages which are not installed here. */
function withoutPlugins(settings, names) {
  if (!settings.plugins || names.length === 0) return settings;
  const nameOf = (plugin) => (typeof plugin === 'string' ? plugin : plugin.plugin);
  return { ...settings, plugins: settings.plugins.filter((one) => !names.includes(nameOf(one))) };
}

/**
 * Does what `nx init` and `nx add @nx-signal/python` do: a manifest where there is none, an nx.json,
 * the packages, and the init generator. No setting of the plugin is written.
 *
 * @param {string} folder a fresh checkout
 * @param {string} modules the folder node_modules with Nx and the plugin
 * @param {{remove?: string[], withoutPlugins?: string[]}} entry
 * @returns {string} what the init generator said
 */
export function addNx(folder, modules, entry) {
  for (const file of entry.remove ?? []) rmSync(join(folder, file));
  const manifest = join(folder, 'package.json');
  edit(manifest, (before) => ({ name: 'adoption', private: true, ...before }));
  edit(join(folder, 'nx.json'), (before) => ({
    analytics: false,
    ...withoutPlugins(before, entry.withoutPlugins ?? []),
  }));
  symlinkSync(modules, join(folder, 'node_modules'));
  const { status, output } = nx(folder, ['generate', '@nx-signal/python:init', '--no-interactive']);
  if (status !== 0) throw new Error(`init failed.\n${output}`);
  return output;
}

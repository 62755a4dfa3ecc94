import { readNxJson, type Tree, updateNxJson } from '@nx/devkit';
import type { WorkspaceOptions } from '../../options/schema.js';

/** The plugin's name in nx.json. */
export const pluginName = '@nx-signal/python';

/** The options that nx.json gives the plugin. */
export function pluginOptions(tree: Tree): unknown {
  const plugins = readNxJson(tree)?.plugins ?? [];
  const found = plugins.find(
    (plugin) => typeof plugin !== 'string' && plugin.plugin === pluginName,
  );
  return typeof found === 'object' ? found.options : undefined;
}

/** Registers the plugin; returns whether it had to be. Options of one that is known are left alone. */
export function registerPlugin(tree: Tree, options: WorkspaceOptions = {}): boolean {
  const nxJson = readNxJson(tree) ?? {};
  const plugins = nxJson.plugins ?? [];
  const known = plugins.some(
    (plugin) => (typeof plugin === 'string' ? plugin : plugin.plugin) === pluginName,
  );
  const plugin = Object.keys(options).length > 0 ? { plugin: pluginName, options } : pluginName;
  if (!known) updateNxJson(tree, { ...nxJson, plugins: [...plugins, plugin] });
  return !known;
}

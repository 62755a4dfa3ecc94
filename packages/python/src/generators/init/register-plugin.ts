import { readNxJson, type Tree, updateNxJson } from '@nx/devkit';

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

/** Registers the plugin; returns whether it had to be. */
export function registerPlugin(tree: Tree): boolean {
  const nxJson = readNxJson(tree) ?? {};
  const plugins = nxJson.plugins ?? [];
  const known = plugins.some(
    (plugin) => (typeof plugin === 'string' ? plugin : plugin.plugin) === pluginName,
  );
  if (!known) updateNxJson(tree, { ...nxJson, plugins: [...plugins, pluginName] });
  return !known;
}

import { joinPath } from '../../paths.js';
import { type ModulePlaces, moduleFiles } from '../../settings/workspace-modules.js';

const setting =
  /^[ \t]*(?:[\w."-]+\.)?plugins\s*[=:][ \t]*(\[[^\]]*\]|[^\n]*(?:\n[ \t]+[^\s[][^\n]*)*)/gm;

/**
 * The plugins that mypy's settings name, in TOML and INI: `tools/plugin.py`, `devtools.checks`; of
 * `module:function` the module.
 */
export function pluginNames(text: string): string[] {
  const names = [...text.matchAll(setting)].flatMap(([, value = '']) => {
    const quoted = [...value.matchAll(/["']([^"'\n]+)["']/g)].map(([, name = '']) => name);
    const all =
      quoted.length > 0 || value.startsWith('[') ? quoted : [value.replace(/[#;].*$/gm, '')];
    return all.flatMap((list) => list.split(/[,\n]/));
  });
  const clean = names.map((name) => name.trim().replace(/^\$MYPY_CONFIG_FILE_DIR\//, ''));
  return [...new Set(clean.map((name) => name.replace(/:\w*$/, '')).filter(Boolean))];
}

/** Where plugins are looked for. */
export interface PluginPlaces extends ModulePlaces {
  /** Folder of the settings, against which files are named. */
  settings: string;
}

const isFile = (name: string) => name.endsWith('.py') || name.includes('/');

/**
 * The files and folders of the workspace behind the plugins that mypy's settings name. A plugin that is
 * installed from outside is none: the lock stands for it.
 *
 * @param text - text of the file with the settings
 * @param seen - a path as it is seen from the workspace, where settings lie above it
 * @returns paths relative to the workspace root; a folder stands for all that it holds
 */
export function pluginFiles(
  text: string,
  places: PluginPlaces,
  seen: (path: string) => string = (path) => path,
): string[] {
  const found = pluginNames(text).flatMap((name) =>
    isFile(name) ? [seen(joinPath(places.settings, name))] : moduleFiles(name, places),
  );
  return [...new Set(found)].filter((path) => !path.startsWith('..')).sort();
}

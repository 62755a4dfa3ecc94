import { joinPath } from '../../paths.js';

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

/** Where plugins are looked for; folders are relative to the workspace root. */
export interface PluginPlaces {
  /** Folder of the settings, against which files are named. */
  settings: string;
  /** Folders from which Python imports modules. */
  roots: readonly string[];
  /** Whether there is a file or a folder. */
  exists(path: string): boolean;
}

const isFile = (name: string) => name.endsWith('.py') || name.includes('/');

/** Files and packages of a module; of a package all of it, since nobody knows what it imports. */
function moduleFiles(module: string, { roots, exists }: PluginPlaces): string[] {
  const path = module.replaceAll('.', '/');
  const [top = ''] = path.split('/');
  return roots.flatMap((root) => {
    const found = [`${path}.py`, path, `${path}.pyi`].some((file) => exists(joinPath(root, file)));
    const whole = [joinPath(root, top), joinPath(root, `${top}.py`)];
    return found ? whole.filter(exists) : [];
  });
}

/**
 * The files and folders of the workspace behind the plugins that mypy's settings name. A plugin that is
 * installed from outside is none: the lock stands for it.
 *
 * @param text - text of the file with the settings
 * @returns paths relative to the workspace root; a folder stands for all that it holds
 */
export function pluginFiles(text: string, places: PluginPlaces): string[] {
  const found = pluginNames(text).flatMap((name) =>
    isFile(name) ? [joinPath(places.settings, name)] : moduleFiles(name, places),
  );
  return [...new Set(found)].filter((path) => !path.startsWith('..')).sort();
}

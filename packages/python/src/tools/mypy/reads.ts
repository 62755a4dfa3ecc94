import { directoryOf, joinPath } from '../../paths.js';
import type { ConfigFiles } from '../../settings/config-lookup.js';
import { projectFolders } from '../../settings/project-folder.js';
import type { CheckerReads } from '../checkers/checker-reads.js';
import { pluginFiles } from './plugin-files.js';

const roots = new WeakMap<ConfigFiles, string[]>();

/** Folders from which Python may import modules of the workspace. */
function importRoots(files: ConfigFiles): string[] {
  const known = roots.get(files);
  if (known) return known;
  const folders = projectFolders(files).flatMap((folder) => [folder, joinPath(folder, 'src')]);
  const all = [...new Set(['.', 'src', ...folders])];
  roots.set(files, all);
  return all;
}

/** Plugins: modules of any project of the workspace, or files. */
function mypyPlugins(file: string, text: string, files: ConfigFiles): string[] {
  const names = files.names?.();
  return pluginFiles(text, {
    settings: directoryOf(file),
    roots: importRoots(files),
    exists: (path) => names?.has(path) ?? false,
  });
}

/** What mypy reads. */
export const mypyReads: CheckerReads = {
  candidates: [
    { name: 'mypy.ini' },
    { name: '.mypy.ini' },
    { name: 'pyproject.toml', sections: ['tool.mypy'] },
    { name: 'setup.cfg', sections: ['mypy'] },
  ],
  pathKeys: ['mypy_path', 'custom_typeshed_dir'],
  usualPaths: [],
  more: mypyPlugins,
};

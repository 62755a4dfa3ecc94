import { directoryOf } from '../../paths.js';
import { type ConfigFiles, intoWorkspace } from '../../settings/config-lookup.js';
import { modulePlaces } from '../../settings/workspace-modules.js';
import type { CheckerReads } from '../checkers/checker-reads.js';
import { pluginFiles } from './plugin-files.js';
import { mypyScope } from './scope.js';

/** Plugins: modules of any project of the workspace, or files. */
function mypyPlugins(file: string, text: string, files: ConfigFiles): string[] {
  const places = { ...modulePlaces(files), settings: directoryOf(file) };
  return pluginFiles(text, places, (path) => intoWorkspace(path, files));
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
  scope: mypyScope,
};

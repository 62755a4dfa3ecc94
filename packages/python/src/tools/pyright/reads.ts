import type { ConfigFiles, ToolConfig } from '../../settings/config-lookup.js';
import { type Extension, extendedOutside, extendedParts } from '../../settings/extended-files.js';
import type { CheckerReads } from '../checkers/checker-reads.js';
import { pyrightScope } from './scope.js';

/** How pyright's settings name other files that they build on. */
export const pyrightExtension: Extension = {
  key: 'extends',
  sections: ['tool.pyright', 'tool.basedpyright'],
};

function withExtended(config: ToolConfig, project: string, files: ConfigFiles): ToolConfig {
  const extended = extendedParts(project, config.file, pyrightExtension, files);
  const outside = extendedOutside(config.file, pyrightExtension, files);
  const above = [...config.above, ...extended];
  return { ...config, above, ...(outside.length > 0 ? { outside } : {}) };
}

/** What pyright reads. */
export const pyrightReads: CheckerReads = {
  candidates: [
    { name: 'pyrightconfig.json' },
    { name: 'pyproject.toml', sections: ['tool.pyright'] },
  ],
  pathKeys: ['extraPaths', 'stubPath', 'typeshedPath'],
  usualPaths: ['typings'],
  extension: pyrightExtension,
  complete: withExtended,
  scope: (config, project, files) => pyrightScope(config, project, files, pyrightExtension),
};

/** What basedpyright reads: its own settings and those of pyright. */
export const basedpyrightReads: CheckerReads = {
  candidates: [
    { name: 'pyrightconfig.json' },
    { name: 'pyproject.toml', sections: ['tool.basedpyright', 'tool.pyright'] },
  ],
  pathKeys: [...pyrightReads.pathKeys, 'baselineFile'],
  usualPaths: ['typings', '.basedpyright/baseline.json'],
  extension: pyrightExtension,
  complete: withExtended,
  scope: (config, project, files) => pyrightScope(config, project, files, pyrightExtension),
};

import {
  type Candidate,
  type ConfigFiles,
  type ConfigPart,
  findConfig,
  lookIn,
  sectionsAbove,
  type ToolConfig,
} from '../../settings/config-lookup.js';
import { type Extension, extendedParts, withExtended } from '../../settings/extended-files.js';
import { settingsFoldersIn } from '../../settings/project-folder.js';
import { firstParty } from './first-party.js';

/** Where ruff has its settings, in its own order. */
export const ruffCandidates: readonly Candidate[] = [
  { name: '.ruff.toml' },
  { name: 'ruff.toml' },
  { name: 'pyproject.toml', sections: ['tool.ruff'] },
];

/** How ruff's settings name another file that they build on. */
export const ruffExtension: Extension = { key: 'extend', sections: ['tool.ruff'] };

/** Files with settings for parts of a project: ruff takes the nearest to each file it checks. */
function nestedSettings(project: string, files: ConfigFiles): string[] {
  return settingsFoldersIn(project, files).flatMap(
    (folder) => lookIn(folder, ruffCandidates, files)?.[0]?.file ?? [],
  );
}

function distinct(parts: readonly ConfigPart[]): ConfigPart[] {
  return [...new Map(parts.map((part) => [`${part.file} ${part.section}`, part])).values()];
}

/**
 * Ruff's settings, what they extend, those of sub-folders included, the `requires-python` that stands in
 * for a target version, and the names that make an import first party.
 */
export function ruffConfig(project: string, files: ConfigFiles): ToolConfig {
  const config = findConfig(project, ruffCandidates, files);
  const starts = [config.file, ...nestedSettings(project, files)];
  const extended = starts.map((file) => extendedParts(project, file, ruffExtension, files));
  const [own = [], ...nested] = extended;
  const versions = sectionsAbove('project.requires-python', project, files);
  const above = distinct([...config.above, ...own, ...nested.flat(), ...versions]);
  const chains = starts.map((file) => (file ? withExtended(file, ruffExtension, files) : []));
  const names = firstParty(chains, files);
  const reachesOut = nested.flat().length > 0 || names.parts.length > 1;
  return { file: config.file, above, names, ...(reachesOut ? { reachesOut } : {}) };
}

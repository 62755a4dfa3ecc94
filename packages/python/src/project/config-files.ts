import { directoryOf, joinPath } from '../paths.js';
import type { ConfigFiles } from '../settings/config-lookup.js';
import { FolderNames } from '../settings/folder-names.js';
import { type Pyproject, parsePyproject } from '../toml/pyproject.js';
import type { WorkspaceSources } from './analyze.js';
import { formatCommands } from './format-commands.js';
import { hookFiles } from './pinned-tool.js';

/** What a pyproject.toml above the workspace says to tools; nothing where it cannot be read. */
function pyprojectAbove(directory: string, sources: WorkspaceSources): Pyproject | undefined {
  const file = `${directory}/pyproject.toml`;
  const text = sources.configTexts.get(file);
  try {
    return text === undefined ? undefined : parsePyproject(file, text);
  } catch {
    // The tool that reads it says so itself.
    return undefined;
  }
}

/** The workspace’s files as the look-up of settings needs them. */
export function configFilesOf(
  sources: WorkspaceSources,
  pyprojects: readonly Pyproject[],
  projects: ReadonlySet<string>,
): ConfigFiles {
  const byDirectory = new Map(pyprojects.map((pyproject) => [pyproject.directory, pyproject]));
  for (const folder of sources.foldersAbove) {
    const pyproject = pyprojectAbove(folder, sources);
    if (pyproject) byDirectory.set(folder, pyproject);
  }
  const directories = new Set([
    ...byDirectory.keys(),
    ...projects,
    ...[...sources.configTexts.keys()].map(directoryOf),
  ]);
  let names: FolderNames | undefined;
  let formatting: Map<string, string> | undefined;
  return {
    isProject: (directory) => projects.has(directory),
    directories: () => directories,
    above: sources.foldersAbove,
    inRepository: sources.inRepository,
    names: () => {
      names ??= new FolderNames([...sources.files, ...sources.otherFolders]);
      return names;
    },
    hooks: (directory) => {
      const file = hookFiles
        .map((name) => joinPath(directory, name))
        .find((path) => sources.commandTexts.has(path));
      return file === undefined ? undefined : { file, text: sources.commandTexts.get(file) ?? '' };
    },
    formatting: () => {
      const manifests = pyprojects.map(({ file, text }) => [file, text] as const);
      formatting ??= formatCommands([...sources.commandTexts, ...manifests]);
      return formatting;
    },
    text: (file) => sources.configTexts.get(file),
    pyproject: (directory) => byDirectory.get(directory),
  };
}

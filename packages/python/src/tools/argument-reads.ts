import type { ErrorPlace } from '../errors.js';
import { quoteGlob } from '../globs.js';
import type { TypeChecker } from '../options/names.js';
import { isInside, joinPath } from '../paths.js';
import type { ConfigFiles } from '../settings/config-lookup.js';
import { type Extension, extendedOutside, withExtended } from '../settings/extended-files.js';
import { moduleFiles, modulePlaces } from '../settings/workspace-modules.js';
import {
  type ArgumentPath,
  modulesInArguments,
  namesRoot,
  pathsInArguments,
  withArgumentFiles,
} from './argument-paths.js';
import { searchedFiles } from './searched-files.js';

/** What a tool reads because arguments of its target name it. */
export interface ArgumentReads {
  /** Patterns of files, relative to the workspace root. */
  patterns: string[];
  /** The named paths inside the workspace: Nx may ignore them. */
  paths: string[];
  /** As they are written, those that lie outside it. */
  outside: string[];
  /** Where the arguments stand. */
  place: ErrorPlace;
}

/** What {@link argumentReads} starts from. */
export interface ArgumentSources {
  args: readonly string[];
  /** Folder of the project. */
  project: string;
  /** Where the tool runs. */
  folder: string;
  /** How settings that are named extend others. */
  extension: Extension | undefined;
  checker: TypeChecker | undefined;
  /** Whether `-p` names a module. */
  takesModules?: boolean;
  /** Names of files with settings, for folders in which these are looked up. */
  settingsNames: readonly string[];
  place: ErrorPlace;
}

/** Patterns for one path: all of a folder, but of one around the project only settings, where these are meant. */
function patternsOf(
  { option }: ArgumentPath,
  path: string,
  { project, settingsNames }: ArgumentSources,
): string[] {
  const isRoot = option !== undefined && namesRoot.test(option);
  const quoted = quoteGlob(path);
  if (isRoot) return [quoted, ...settingsNames.map((name) => joinPath(quoted, name))];
  if (path === '.') return project === '.' ? [] : ['**/*'];
  return path === project ? [] : [quoted, `${quoted}/**/*`];
}

/** What a named file with settings builds on, and what that names. */
function behind(path: string, sources: ArgumentSources, files: ConfigFiles): string[] {
  if (!/\.(?:toml|json|ini|cfg)$/.test(path)) return [];
  const { extension, checker, project } = sources;
  const chain = extension ? withExtended(path, extension, files) : [path];
  const named = checker
    ? chain.flatMap((file) => searchedFiles(checker, project, { file, above: [] }, files))
    : [];
  return [...chain.slice(1), ...named].filter((file) => isInside(file, '.'));
}

function outsideOf(path: string, { extension }: ArgumentSources, files: ConfigFiles): string[] {
  return extension ? extendedOutside(path, extension, files).map(({ name }) => name) : [];
}

/** What a tool reads because its arguments name it, directly or not. */
export function argumentReads(sources: ArgumentSources, files: ConfigFiles): ArgumentReads {
  const isKnown = (path: string) => files.names?.().has(path) ?? false;
  const args = withArgumentFiles(sources.args, (path) =>
    files.text(joinPath(sources.folder, path)),
  );
  const modules = sources.takesModules ? modulesInArguments(args) : [];
  const named = pathsInArguments(args, sources.folder, isKnown).filter(
    ({ written }) => !modules.includes(written),
  );
  const inside = named.flatMap((one) => (one.path === undefined ? [] : [{ one, path: one.path }]));
  const plugins = modules
    .flatMap((module) => moduleFiles(module, modulePlaces(files)))
    .filter((path) => !isInside(path, sources.project));
  const patterns = inside.flatMap(({ one, path }) => [
    ...patternsOf(one, path, sources),
    ...behind(path, sources, files),
  ]);
  return {
    patterns: [...new Set([...patterns, ...plugins.flatMap((path) => [path, `${path}/**/*`])])],
    paths: inside.map(({ path }) => path).filter((path) => path !== '.'),
    outside: [
      ...named.filter(({ path }) => path === undefined).map(({ written }) => written),
      ...inside.flatMap(({ path }) => outsideOf(path, sources, files)),
    ],
    place: sources.place,
  };
}

import { directoryOf, isInside, joinPath } from '../../paths.js';
import type { ConfigFiles, ConfigPart, NamesRead } from '../../settings/config-lookup.js';
import { holdsProject, isInsideProject } from '../../settings/project-folder.js';
import { asStrings, asTable, parsePyproject, type Table, valueAt } from '../../toml/pyproject.js';

/** What ruff looks into where its settings do not say it. */
const usualSources = ['.', 'src'];

/** Rules that go by what is first party: those of isort, and of imports for types alone. */
const goesByNames = /^(?:ALL|I\d*|TCH?\d*|unsorted-imports|typing-only-.*)$/;

/** Ruff's own table of a file with settings. */
function tableOf(file: string, files: ConfigFiles): Table {
  const pyproject = files.pyproject(directoryOf(file));
  if (pyproject?.file === file) return asTable(valueAt(pyproject.data, 'tool.ruff'));
  const text = files.text(file);
  try {
    return text === undefined ? {} : parsePyproject(file, text).data;
  } catch {
    // Ruff reports it.
    return {};
  }
}

function chosenRules(table: Table, key: 'select' | 'extend-select'): string[] | undefined {
  const lists = [valueAt(table, `lint.${key}`), table[key]];
  return lists.some(Array.isArray) ? lists.flatMap(asStrings) : undefined;
}

/** Whether rules that go by names may be on: where no settings choose any, ruff's own choice has them. */
function goByNames(tables: readonly Table[]): boolean {
  const selected = tables.map((table) => chosenRules(table, 'select'));
  const extended = tables.flatMap((table) => chosenRules(table, 'extend-select') ?? []);
  if (selected.every((rules) => rules === undefined)) return true;
  return [...selected.flatMap((rules) => rules ?? []), ...extended].some((rule) =>
    goesByNames.test(rule),
  );
}

/** The settings that apply in some folder: a file and what it extends, nearest first. */
interface Settings {
  /** Their folder, against which ruff looks by default. */
  root: string;
  files: readonly { folder: string; table: Table }[];
}

function settingsOf(chain: readonly string[], files: ConfigFiles): Settings {
  const [start] = chain;
  return {
    root: start === undefined ? '.' : directoryOf(start),
    files: chain.map((file) => ({ folder: directoryOf(file), table: tableOf(file, files) })),
  };
}

/** Folders, or patterns of folders, in which ruff looks for first-party modules. */
function sourcesOf({ root, files }: Settings): string[] {
  const named = files.find(({ table }) => Array.isArray(table['src']));
  const paths = named ? asStrings(named.table['src']) : usualSources;
  return paths.map((path) => joinPath(named?.folder ?? root, path));
}

function isPreview({ files }: Settings): boolean {
  return files.some(({ table }) => table['preview'] === true || valueAt(table, 'lint.preview'));
}

/** Names in a folder; in preview, where ruff compares whole names, all the way down. */
function namesUnder(folder: string, files: ConfigFiles, deep: boolean): string[] {
  const names = files.names?.().in(folder) ?? [];
  if (!deep) return names;
  return names.flatMap((name) => [
    name,
    ...namesUnder(joinPath(folder, name), files, true).map((inner) => `${name}/${inner}`),
  ]);
}

function partOf(settings: Settings, files: ConfigFiles): ConfigPart {
  const deep = isPreview(settings);
  const folders = sourcesOf(settings).flatMap((path) => files.names?.().matching(path) ?? []);
  const value = [...new Set(folders)].map((folder) => [folder, namesUnder(folder, files, deep)]);
  return { file: `names under ${settings.root}`, value };
}

/**
 * Files that bring or take a name in a folder. An edit of one selects lint in vain, so of folders that hold
 * projects, which come and go with the lock, only those that make a package are among them.
 */
function namePatterns(folder: string, files: ConfigFiles): string[] {
  const prefix = folder === '.' ? '' : `${folder}/`;
  const modules = [`${prefix}*.{py,pyi}`, `${prefix}*/__init__.{py,pyi}`];
  if (/[*?[]/.test(folder) || isInsideProject(folder, files)) return modules;
  const loose = (files.names?.().in(folder) ?? [])
    .map((name) => `${prefix}${name}`)
    .filter((path) => /^[\w./-]+$/.test(path) && !holdsProject(path, files));
  return [...modules, `${prefix}*/*.{py,pyi}`, ...loose.map((path) => `${path}/**/*`)];
}

/** Names by the files whose settings look at them: most projects of a workspace share these. */
const known = new WeakMap<ConfigFiles, Map<string, NamesRead>>();

function namesFor(chain: readonly string[], files: ConfigFiles): NamesRead {
  const found = known.get(files) ?? new Map<string, NamesRead>();
  known.set(files, found);
  const key = chain.join('\n');
  const names = found.get(key) ?? readNames(settingsOf(chain, files), files);
  found.set(key, names);
  return names;
}

function readNames(settings: Settings, files: ConfigFiles): NamesRead {
  const { root } = settings;
  const isOutside = !isInside(root, '.');
  return {
    parts: isOutside ? [] : [partOf(settings, files)],
    isUsed: goByNames(settings.files.map(({ table }) => table)),
    patterns: sourcesOf(settings)
      .filter((path) => isInside(path, '.'))
      .flatMap((path) => namePatterns(path, files)),
  };
}

/** Folders, or patterns of folders, in which ruff looks, by a file with settings and what it extends. */
export function firstPartySources(chain: readonly string[], files: ConfigFiles): string[] {
  return sourcesOf(settingsOf(chain, files));
}

/**
 * What ruff's idea of first-party imports comes from, beside the settings themselves.
 *
 * @param chains - files with settings that apply in a project, each with what it extends; an empty one
 *   where ruff has its defaults
 */
export function firstParty(chains: readonly (readonly string[])[], files: ConfigFiles): NamesRead {
  const all = chains.map((chain) => namesFor(chain, files));
  const [only] = all;
  if (only && all.length === 1) return only;
  return {
    parts: all.flatMap(({ parts }) => parts),
    isUsed: all.some(({ isUsed }) => isUsed),
    patterns: [...new Set(all.flatMap(({ patterns }) => patterns))],
  };
}

const inArguments =
  /(?:^|[=,\s"'[])(?:ALL|I\d*|TCH?\d*|src|--config\b.*|--isolated)(?=$|[=,\s"'\]])/;

/** Whether arguments may choose rules that go by names, or other settings than those that are found. */
export function argumentsGoByNames(args: readonly string[]): boolean {
  return args.some((argument) => inArguments.test(argument));
}

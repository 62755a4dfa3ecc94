import picomatch from 'picomatch';
import { parse } from 'smol-toml';
import type { ModuleFile } from '../imports/module-files.js';
import { directoryOf, joinPath, relativeInside } from '../paths.js';
import type { ProjectFacts } from '../project/facts.js';
import { type Keys, setValue, valueIn } from '../toml/edit-toml.js';
import { asStrings } from '../toml/pyproject.js';
import type { ListSetting } from '../tools/list-setting.js';
import { syncedLists as mypyLists, readMypyPath, writeMypyPath } from '../tools/mypy/sync.js';
import { syncedLists as pyreflyLists } from '../tools/pyrefly/sync.js';
import { syncedLists as pyrightLists } from '../tools/pyright/sync.js';
import { syncedLists as ruffLists } from '../tools/ruff/sync.js';
import { syncedLists as tyLists } from '../tools/ty/sync.js';

/** A list of a tool's settings that lacks something of the projects below it. */
export interface ListEdit {
  file: string;
  list: Keys;
  added: string[];
}

/** A list of {@link ListSetting} with the tool whose it is. */
interface ToolList extends ListSetting {
  tool: SyncedTool;
}

const listsByTool = {
  ruff: ruffLists,
  mypy: mypyLists,
  pyright: pyrightLists,
  basedpyright: pyrightLists,
  pyrefly: pyreflyLists,
  ty: tyLists,
};

type SyncedTool = keyof typeof listsByTool;

const settings: readonly ToolList[] = Object.entries(listsByTool).flatMap(([tool, lists]) =>
  lists.map((list) => ({ ...list, tool: tool as SyncedTool })),
);

const configFolder = /^\$(?:MYPY_CONFIG_FILE_DIR|\{MYPY_CONFIG_FILE_DIR\})\//;

/** Mypy also takes one string, with a colon or a comma between folders. */
function entriesOf(value: unknown): string[] | undefined {
  if (typeof value === 'string')
    return value
      .split(/[:,]/)
      .map((entry) => entry.trim())
      .filter(Boolean);
  return Array.isArray(value) ? asStrings(value) : undefined;
}

function isCovered(wanted: string, entries: readonly string[]): boolean {
  const patterns = entries.map((entry) =>
    entry
      .replace(configFolder, '')
      .replace(/^\.\//, '')
      .replace(/(.)\/+$/, '$1'),
  );
  return patterns.some((pattern) => pattern === wanted || picomatch.isMatch(wanted, pattern));
}

/** A new entry in the manner of the others. */
function inStyle(entry: string, entries: readonly string[]): string {
  const prefix = configFolder.exec(entries[0] ?? '')?.[0] ?? '';
  return prefix + entry;
}

/** Top-level modules that a project offers to others. */
function topModules(files: readonly ModuleFile[]): string[] {
  // The first name alone: without a build backend a module is also `src.name`, which nobody means.
  const names = files.flatMap((file) => (file.private ? [] : file.modules.slice(0, 1)));
  return [...new Set(names.map((name) => name.split('.')[0] ?? name))];
}

function wantedEntries(
  holds: ListSetting['holds'],
  folder: string,
  governed: readonly ProjectFacts[],
  modules: ReadonlyMap<string, readonly ModuleFile[]>,
): string[] {
  const offering = governed.filter(
    ({ directory }) => topModules(modules.get(directory) ?? []).length > 0,
  );
  const entries = offering.flatMap(({ directory, importRoot }) =>
    holds === 'folders'
      ? [relativeInside(joinPath(directory, importRoot), folder)]
      : topModules(modules.get(directory) ?? []),
  );
  return [...new Set(entries)].sort();
}

/** The projects whose settings for a tool stand in `file`. */
function governedBy(
  file: string,
  tool: SyncedTool,
  projects: readonly ProjectFacts[],
): ProjectFacts[] {
  return projects.filter(({ config }) => config[tool].file === file);
}

const isIni = (file: string) => /\.(ini|cfg)$/.test(file);

/** The settings in a file, in the form a TOML file of the tool's own has. */
function settingsIn(file: string, text: string): unknown {
  return isIni(file) ? { mypy_path: readMypyPath(text) } : parsed(text);
}

function parsed(text: string): unknown {
  try {
    return parse(text);
  } catch {
    // The tool itself says what is wrong with its file.
    return {};
  }
}

function missingEntries(
  file: string,
  data: unknown,
  setting: ToolList,
  facts: Pick<ToolPathFacts, 'projects' | 'modules'>,
): ListEdit[] {
  const own = !file.endsWith('pyproject.toml');
  const list = own ? setting.keys : ['tool', setting.tool, ...setting.keys];
  const entries = entriesOf(valueIn(data, list));
  const folder = directoryOf(file);
  const governed = governedBy(file, setting.tool, facts.projects).filter(
    ({ directory }) => directory !== folder,
  );
  if (entries === undefined || governed.length === 0) return [];
  const added = wantedEntries(setting.holds, folder, governed, facts.modules)
    .filter((entry) => !isCovered(entry, entries))
    .map((entry) => inStyle(entry, entries));
  return added.length > 0 ? [{ file, list, added }] : [];
}

/** What {@link findListEdits} starts from. */
export interface ToolPathFacts {
  projects: readonly ProjectFacts[];
  modules: ReadonlyMap<string, readonly ModuleFile[]>;
  /** Texts of the files above projects that may hold settings of tools, by path. */
  texts: ReadonlyMap<string, string>;
}

/**
 * Entries that ruff's and the type checkers' lists of first-party folders and modules lack. Only what
 * a workspace sets for the projects below is completed, and nothing is removed: a pattern that covers a
 * project is as good as its name.
 */
export function findListEdits({ texts, ...facts }: ToolPathFacts): ListEdit[] {
  return [...texts].flatMap(([file, text]) => {
    const isRuff = /(^|\/)\.?ruff\.toml$/.test(file);
    const own = isRuff ? 'ruff' : isIni(file) ? 'mypy' : undefined;
    if (own === undefined && !file.endsWith('pyproject.toml')) return [];
    const data = settingsIn(file, text);
    return settings
      .filter(({ tool }) => own === undefined || tool === own)
      .flatMap((setting) => missingEntries(file, data, setting, facts));
  });
}

/** Puts the missing entries into the text of their file; undefined when that is not safe. */
export function applyListEdit(text: string, { file, list, added }: ListEdit): string | undefined {
  const value = valueIn(settingsIn(file, text), list);
  if (typeof value !== 'string')
    return setValue(text, list, [...(entriesOf(value) ?? []), ...added]);
  const separator = value.includes(':') ? ':' : value.includes(',') ? ',' : ':';
  const joined = [value, ...added].join(separator);
  return isIni(file) ? writeMypyPath(text, joined) : setValue(text, list, joined);
}
